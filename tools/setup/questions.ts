import { table } from '@contract-kit/server/variables';

/** One of the languages that questions are asked in. */
export type Language = 'zh' | 'en';

/** What is asked for, and where its answer is found. */
export interface Question {
  /** What the answer is written as. */
  name: string;
  zh: string;
  en: string;
  /** It is not shown while it is typed. */
  secret?: boolean;
  /** One of these, with what each means. */
  choices?: { value: string; zh: string; en: string }[];
  /** Nothing is an answer, too. */
  optional?: boolean;
  /** What Enter alone takes. */
  initial?: (env: Env) => string | undefined;
  /** Whether it is to be asked, by what is known already. */
  applies?: (env: Env) => boolean;
}

export type Env = Record<string, string | undefined>;

/** `NAME` of `NAME_FILE`, and the other way round. */
export const twinOf = (name: string) =>
  name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;

const isSet = (env: Env, name: string) => Boolean(env[name] || env[`${name}_FILE`]);
const isSingle = (env: Env) => !isSet(env, 'MERCHANTS');

/** By its row in the table of variables. */
function about(variable: keyof typeof table, more: Partial<Question> = {}): Question {
  const row: { zh: string; en: string; secret?: true; asFile?: true } = table[variable];
  return {
    name: row.asFile ? `${variable}_FILE` : variable,
    zh: row.zh.trim(),
    en: row.en.trim(),
    ...(row.secret && !row.asFile && { secret: true }),
    ...more,
  };
}

const AT_MERCHANT_PLATFORM = 'pay.weixin.qq.com → 账户中心 → API安全';

/** Where the answer is found, besides what its row says. */
const found = (question: Question, where: string): Question => ({
  ...question,
  zh: `${question.zh}\n${where}`,
  en: `${question.en}\n${where}`,
});

/** In the order in which somebody with the merchant platform before them answers. */
export const questions: readonly Question[] = [
  found(about('WECHATPAY_MCHID'), 'pay.weixin.qq.com → 账户中心'),
  found(about('WECHATPAY_MERCHANT_SERIAL'), `${AT_MERCHANT_PLATFORM} → 商户API证书`),
  about('WECHATPAY_MERCHANT_PRIVATE_KEY', {
    zh: '同一份商户 API 证书的私钥文件 apiclient_key.pem 的路径（下载证书时在同一个压缩包里）。',
    en: 'The path of apiclient_key.pem, the private key of that certificate; it came in the same archive.',
  }),
  found(about('WECHATPAY_APIV3_KEY'), `${AT_MERCHANT_PLATFORM} → APIv3密钥`),
  found(about('WECHATPAY_PUBLIC_KEY_ID', { optional: true }), `${AT_MERCHANT_PLATFORM} → 微信支付公钥`),
  about('WECHATPAY_PUBLIC_KEY', {
    zh: '从同一个页面下载的微信支付公钥文件（pub_key.pem）的路径。',
    en: 'The path of the WeChat Pay public key (pub_key.pem), downloaded from the same page.',
    applies: (env) => isSet(env, 'WECHATPAY_PUBLIC_KEY_ID'),
  }),
  about('SP_APPID'),
  about('SUB_MCHID', { applies: isSingle }),
  about('SUB_APPID', { applies: isSingle }),
  about('SERVICE_ID', { applies: isSingle }),
  about('LOGIN_APP', {
    applies: isSingle,
    choices: [
      { value: 'sub', zh: '子商户的小程序（SUB_APPID）', en: "the sub-merchant's mini-program (SUB_APPID)" },
      { value: 'sp', zh: '服务商的小程序（SP_APPID）', en: "the provider's mini-program (SP_APPID)" },
    ],
  }),
  found(
    about('LOGIN_APP_SECRET', { applies: (env) => isSingle(env) && !isSet(env, 'SERVICE_API_KEYS') }),
    'mp.weixin.qq.com → 开发管理',
  ),
  about('PUBLIC_URL', {
    zh: '微信支付从公网访问本服务的 https 地址，例如 https://pay.example.com，可以带路径。\n请让微信支付把 PUBLIC_URL/notifications/wechatpay 也登记为解约通知地址。',
    en: 'The https address at which WeChat Pay reaches this server, such as https://pay.example.com, with a path or without.\nHave WeChat Pay register PUBLIC_URL/notifications/wechatpay for terminations, too.',
  }),
  about('REDIS_URL', {
    zh: 'Redis 6.2 或以上（Valkey 也可以）的地址，开启持久化，maxmemory-policy 为 noeviction：协议就存在里面。\nredis://用户名:密码@主机:端口/库号（集群、哨兵、TLS 的写法见 .env.example）',
    en: 'The address of a Redis 6.2 or later, or Valkey, persistent, with maxmemory-policy noeviction: the contracts live in it.\nredis://user:password@host:port/db (.env.example has clusters, sentinels and TLS)',
    // Its password shows while it is typed: nobody writes such an address blindly.
    secret: false,
  }),
  {
    name: 'MINIPROGRAM_SERVER_URL',
    zh: '小程序访问的后端地址，一般与 PUBLIC_URL 相同；要加进小程序后台的“服务器域名”（mp.weixin.qq.com → 开发管理）。',
    en: "The server's address for the mini-program, usually PUBLIC_URL; it must be among its server domains (mp.weixin.qq.com → 开发管理).",
    optional: true,
    initial: ({ PUBLIC_URL }) => PUBLIC_URL,
  },
  {
    name: 'MINIPROGRAM_APPID',
    zh: '要上传的小程序的 AppID，就是用户登录的那个。',
    en: 'The AppID of the mini-program that is uploaded: the one that users log in to.',
    optional: true,
    initial: ({ LOGIN_APP, SP_APPID, SUB_APPID }) => (LOGIN_APP === 'sp' ? SP_APPID : SUB_APPID),
  },
];

import type { Config } from './config';
import { displayAccountProblemText } from './display-account';
import { readMerchants } from './merchants';
import { ConfigError, text } from './problems';
import { parseRedisUrl } from './redis-url';
import { baseUrl, isLoopback, notifyUrl } from './urls';
import { identifier, integer, matching, oneOf } from './values';
import { type Check, type Env, Variables } from './variables';
import { readHosts, readWechatPay } from './wechatpay';

/** In seconds: how long WeChat Pay keeps a pre-signed session. */
const SIGNING_LIFETIME = 7200;

/**
 * Reads and checks the whole configuration. Each `NAME` may come as `NAME_FILE`, the path of a file that holds it.
 *
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Env): Config {
  const variables = new Variables(env);
  const production = env.NODE_ENV === 'production';
  const hosts = readHosts(variables);
  // Whether it is WeChat Pay itself, not a simulator on this machine; not known when the address is wrong.
  const real = hosts !== undefined && !isLoopback(hosts.baseUrl);

  const port = variables.optional('PORT', integer(0, 65535)) ?? 3000;
  // Other machines reach a development server only when that is asked for.
  const host = variables.optional('HOST', listenAddress) ?? (production ? '0.0.0.0' : '127.0.0.1');
  const notifyUrlOfServer = variables.required(
    'PUBLIC_URL',
    notifyUrl(real),
    text(
      '请填本服务的公网地址，例如 https://pay.example.com，微信支付要向它发通知。',
      "Give this server's public address, such as https://pay.example.com: WeChat Pay sends notifications to it.",
    ),
  );
  const redisUrl = readRedisUrl(variables, env, production || real);
  const redisPrefix = variables.optional('REDIS_PREFIX', keyPrefix) ?? 'contract-kit:';
  const logLevel = variables.optional('LOG_LEVEL', level) ?? 'info';
  const metricsToken = variables.optional('METRICS_TOKEN', bearerToken);

  const wechatPay = readWechatPay(variables);
  const wechatApiBaseUrl = variables.optional('WECHAT_API_BASE_URL', baseUrl) ?? 'https://api.weixin.qq.com';
  const spAppid = variables.required(
    'SP_APPID',
    identifier,
    text('请填服务商的 AppID。', "Give the service provider's AppID."),
  );
  const merchants = readMerchants(variables, spAppid);

  const account = variables.optional('CONTRACT_DISPLAY_ACCOUNT', displayAccount) ?? '微信用户';
  const signIdIn = variables.optional('SIGN_ID_IN', oneOf('extraData', 'query', 'both')) ?? 'extraData';
  const lifetime = variables.optional('SIGNING_LIFETIME_SECONDS', signingLifetime(real)) ?? SIGNING_LIFETIME;

  if (variables.problems.length > 0) throw new ConfigError(variables.problems);
  return {
    port,
    host,
    production,
    logLevel,
    ...(metricsToken && { metricsToken }),
    redis: { url: redisUrl!, prefix: redisPrefix },
    // What was required and is not there is among the problems.
    wechatPay: { ...wechatPay!, ...hosts! },
    wechatApiBaseUrl,
    spAppid: spAppid!,
    merchants,
    notifyUrl: notifyUrlOfServer!,
    displayAccount: account,
    signIdIn,
    signingLifetimeSeconds: lifetime,
  };
}

/**
 * Reads only where the Redis is, and the names in it: for programs that look into what a server keeps there.
 *
 * @throws ConfigError with every problem at once
 */
export function loadRedisConfig(env: Env): Config['redis'] {
  const variables = new Variables(env);
  const url = readRedisUrl(variables, env, false);
  const prefix = variables.optional('REDIS_PREFIX', keyPrefix) ?? 'contract-kit:';
  if (variables.problems.length > 0) throw new ConfigError(variables.problems);
  return { url: url!, prefix };
}

/**
 * @param strict whether it must be a Redis that keeps what it is given: in production, and with the real WeChat Pay.
 *   The root scripts set `REDIS_EMBEDDED=1` together with the address of the one in memory that they started.
 */
function readRedisUrl(variables: Variables, env: Env, strict: boolean): string | undefined {
  const install = text(
    '请安装 Redis 6.2 或以上版本，并设置 REDIS_URL，例如 redis://127.0.0.1:6379。只想试用就运行 npm start，它自带内存版 Redis。',
    'Install Redis 6.2 or later and set REDIS_URL, such as redis://127.0.0.1:6379. To just try it out run `npm start`, which brings a Redis in memory.',
  );
  if (strict && variables.isSet('REDIS_URL') && (env.REDIS_EMBEDDED ?? '0') !== '0') {
    return variables.report(
      'REDIS_URL',
      text(
        '自带的内存版 Redis 重启就丢数据，不能用于生产环境或真实的微信支付。',
        'The Redis in memory loses everything when it ends: it is not for production, nor for the real WeChat Pay.',
      ),
      install,
    );
  }
  return variables.required('REDIS_URL', redisUrl, install);
}

const redisUrl: Check<string> = (value) => {
  const target = parseRedisUrl(value);
  if (!('fault' in target)) return { value };
  return {
    problem: {
      form: text('不是有效的 Redis 地址。', 'It is not a Redis URL.'),
      host: text('主机或端口不对。', 'A host or port in it is wrong.'),
      credentials: text('用户名或密码不对。', 'The user name or password in it is wrong.'),
      db: text(
        '数据库编号不对（集群只有 0 号库）。',
        'The database number in it is wrong (a cluster has 0 only).',
      ),
      master: text('缺少哨兵的主节点名。', "The sentinels' name of the master is missing."),
      parameter: text('含有不认识的参数。', 'It has an unknown parameter.'),
    }[target.fault],
    fix: text(
      '写法：redis://用户名:密码@主机:端口/库号，redis-cluster://主机:端口,主机:端口，redis-sentinel://主机:端口,主机:端口/主节点名/库号；TLS 用 rediss 开头；密码里的特殊字符写成 %40 这样的编码。',
      'Write redis://user:password@host:port/db, redis-cluster://host:port,host:port or redis-sentinel://host:port,host:port/master/db; rediss for TLS; special characters in a password percent-encoded, like %40.',
    ),
  };
};

const keyPrefix = matching(
  /^[A-Za-z0-9._:-]{1,64}$/,
  text(
    '请用 1 到 64 个字母、数字或 . _ : -，例如 contract-kit:。',
    'Use 1 to 64 letters, digits or . _ : -, such as contract-kit:.',
  ),
);

const listenAddress = matching(
  /^[A-Za-z0-9.:_-]{1,255}$/,
  text(
    '请填要监听的 IP 地址或主机名，例如 0.0.0.0。',
    'Give the IP address or host name to listen on, such as 0.0.0.0.',
  ),
);

const level = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');

const bearerToken = matching(
  /^[A-Za-z0-9._~+/=-]{16,256}$/,
  text(
    '请用 16 到 256 个字母、数字或 . _ ~ + / = -，最好是随机生成的。',
    'Use 16 to 256 letters, digits or . _ ~ + / = -, best made at random.',
  ),
);

const displayAccount: Check<string> = (value) => {
  const problem = displayAccountProblemText(value);
  if (!problem) return { value };
  return {
    problem,
    fix: text(
      '请换一个显示给用户看的名称，例如 微信用户。',
      'Choose another name to show to users, such as 微信用户.',
    ),
  };
};

const signingLifetime =
  (real: boolean): Check<number> =>
  (value) => {
    const checked = integer(1, SIGNING_LIFETIME)(value);
    if (!real || !('value' in checked) || checked.value === SIGNING_LIFETIME) return checked;
    return {
      problem: text('缩短的有效期只能配合模拟器使用。', 'A shortened lifetime is for the simulator only.'),
      fix: text('请删掉这个变量。', 'Remove this variable.'),
    };
  };

import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { text } from '../../../config';
import type { Config, Merchant } from '../../../config/config';
import { loginAppid } from '../../../config/login-appid';
import { Code2SessionError, createCode2Session } from '../../../wechat/code2session';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';
import { pages } from '../pages';

/**
 * AppID and AppSecret, by code2Session with a made-up code: it is refused for the code, if they are right. No call that
 * issues a token: that would end the token of whoever else uses the app.
 */
export const login: Check = {
  id: 'login',
  name: '小程序登录',
  async look(context) {
    const config = context.config!;
    const apps = new Map(
      config.merchants
        .filter(({ loginAppSecret }) => loginAppSecret !== undefined)
        .map((merchant) => [loginAppid(config, merchant), merchant] as const),
    );
    if (apps.size === 0)
      return ok(
        '用户登录到您自己的后端，不需要 AppSecret。',
        'Users log in to your own back end: no AppSecret is needed.',
      );
    return Promise.all([...apps].map(([appid, merchant]) => tryApp(config, appid, merchant)));
  },
};

async function tryApp(
  config: Config,
  appid: string,
  { loginApp, loginAppSecret }: Merchant,
): Promise<Verdict> {
  const code2Session = createCode2Session({
    baseUrl: config.wechatApiBaseUrl,
    log: pino({ level: 'silent' }),
  });
  const isOneOfSeveral = config.merchants.length > 1;
  const variable = isOneOfSeveral ? `AppID ${appid}` : loginApp === 'sub' ? 'SUB_APPID' : 'SP_APPID';
  try {
    await code2Session({ appid, secret: loginAppSecret! }, randomBytes(16).toString('hex'));
    return unknown(
      text(
        '微信收下了一个编造的 code，看不出 AppSecret 对不对。',
        'WeChat takes a made-up code: nothing can be said of the AppSecret.',
      ),
    );
  } catch (error) {
    if (!(error instanceof Code2SessionError)) throw error;
    return readRefusal(error, variable, config.wechatApiBaseUrl);
  } finally {
    void code2Session.close();
  }
}

function readRefusal(
  { errcode, kind, message }: Code2SessionError,
  variable: string,
  baseUrl: string,
): Verdict {
  if (errcode === 40029)
    return ok(
      `LOGIN_APP_SECRET 和 ${variable} 没有被拒绝：微信只说编造的 code 无效（40029；AppSecret 不对一般答 40125）。`,
      `LOGIN_APP_SECRET and ${variable} are not refused: WeChat minds the made-up code only (40029; of a wrong AppSecret it mostly says 40125).`,
    );
  if (errcode === 40125)
    return bad(
      text('LOGIN_APP_SECRET 不对（40125）。', 'LOGIN_APP_SECRET is wrong (40125).'),
      text(
        `请填 ${variable} 那个小程序的 AppSecret；忘了就重置。`,
        `Give the AppSecret of the app in ${variable}; reset it if it is lost.`,
      ),
      pages.app,
    );
  const remedies = [
    LOOK_UP,
    text(
      `请核对 ${variable}、LOGIN_APP 和 LOGIN_APP_SECRET。`,
      `Check ${variable}, LOGIN_APP and LOGIN_APP_SECRET.`,
    ),
  ];
  if (errcode === 40013)
    return unknown(
      text(
        `微信说没有 ${variable} 这个 AppID（40013）。`,
        `WeChat knows no such AppID as ${variable} (40013).`,
      ),
      remedies[1],
      pages.app,
    );
  if (errcode !== undefined)
    return unknown(
      text(
        `微信答 errcode ${errcode}，看不出 AppSecret 对不对。`,
        `WeChat answers errcode ${errcode}: nothing can be said of the AppSecret.`,
      ),
      meaningOf(message) ?? LOOK_UP,
      pages.app,
    );
  const { host } = new URL(baseUrl);
  const code = /\((\w+)\)$/.exec(message)?.[1];
  const why =
    kind === 'wechat_timeout'
      ? text('没有及时应答', 'did not answer in time')
      : code
        ? text(`连不上（${code}）`, `cannot be reached (${code})`)
        : text('答的不是微信的应答', 'gives an answer that is not WeChat’s');
  return unknown(
    text(`${host} ${why['zh-CN']}。`, `${host} ${why.en}.`),
    text('请检查本机的网络、DNS 和防火墙。', 'See to the network, DNS and firewall of this machine.'),
  );
}

const LOOK_UP = text('请在微信的全局错误码表里查。', "Look it up in WeChat's list of global errcodes.");

/** What the client knows of an errcode is said in English. */
const meaningOf = (message: string) => {
  const [, english] = /: \d+, (.+)$/.exec(message) ?? [];
  return english === undefined
    ? undefined
    : text(LOOK_UP['zh-CN'], `${english[0]!.toUpperCase()}${english.slice(1)}.`);
};

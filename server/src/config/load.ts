import type { Config } from './config';
import { displayAccountProblemText, isPlainDisplayAccount } from './display-account';
import { readMerchants } from './merchants';
import { tellMisspelt } from './misspelt';
import { appid } from './mix-ups';
import { ConfigError, text } from './problems';
import { readRedis } from './redis';
import { trustedProxies } from './trust-proxy';
import { baseUrl, isLoopback, notifyUrl } from './urls';
import { integer, matching, oneOf } from './values';
import { type Check, type Env, Variables } from './variables';
import { readHosts, readMchid, readWechatPay } from './wechatpay';

/** In seconds: how long WeChat Pay keeps a pre-signed session. */
const SIGNING_LIFETIME = 7200;

/**
 * Reads and checks the whole configuration. Each `NAME` may come as `NAME_FILE`, the path of a file that holds it.
 *
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Env): Config {
  const variables = new Variables(env);
  const production = variables.plain('NODE_ENV') === 'production';
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
  const redis = readRedis(variables, production || real);
  const logLevel = variables.optional('LOG_LEVEL', level) ?? 'info';
  const metricsToken = variables.optional('METRICS_TOKEN', bearerToken);
  const metricsPort = variables.optional('METRICS_PORT', otherThan(port));
  const trustProxy = variables.optional('TRUST_PROXY', trustedProxies);
  const shutdownDelay = variables.optional('SHUTDOWN_DELAY_SECONDS', integer(0, 60)) ?? (production ? 5 : 0);

  const mchid = readMchid(variables);
  const wechatPay = readWechatPay(variables, mchid);
  const wechatApiBaseUrl = variables.optional('WECHAT_API_BASE_URL', baseUrl) ?? 'https://api.weixin.qq.com';
  const spAppid = variables.required(
    'SP_APPID',
    appid,
    text('请填服务商的 AppID。', "Give the service provider's AppID."),
  );
  const realLogin = !isLoopback(wechatApiBaseUrl);
  const merchants = readMerchants(variables, { mchid, spAppid, realLogin });
  if (
    wechatPay &&
    merchants.some(({ loginAppSecret }) => wechatPay.apiV3Key.equals(Buffer.from(loginAppSecret)))
  ) {
    variables.report(
      'WECHATPAY_APIV3_KEY',
      text(
        '与 LOGIN_APP_SECRET 相同：其中一个填错了。',
        'It is the same as LOGIN_APP_SECRET: one of them is wrong.',
      ),
      text(
        'APIv3 密钥在商户平台设置，AppSecret 在微信公众平台查看，请核对。',
        'The APIv3 key is set on the merchant platform, the AppSecret is shown on the WeChat platform: check them.',
      ),
    );
  }

  const account = variables.optional('CONTRACT_DISPLAY_ACCOUNT', displayAccount) ?? '微信用户';
  if (!isPlainDisplayAccount(account)) {
    variables.warn(
      'CONTRACT_DISPLAY_ACCOUNT',
      text('含有空格或特殊字符。', 'It has blanks or special characters.'),
      text(
        '签约页的按钮可能因此失灵；最好只用汉字、字母和数字。',
        "The signing page's button may fail because of them: Chinese characters, letters and digits are safe.",
      ),
    );
  }
  const signIdIn = variables.optional('SIGN_ID_IN', oneOf('extraData', 'query', 'both')) ?? 'extraData';
  const lifetime = variables.optional('SIGNING_LIFETIME_SECONDS', signingLifetime(real)) ?? SIGNING_LIFETIME;

  const recheckPerSecond = variables.optional('RECHECK_PER_SECOND', integer(1, 1000)) ?? 20;

  tellMisspelt(variables);
  if (variables.problems.length > 0) throw new ConfigError(variables.problems);
  return {
    port,
    host,
    production,
    logLevel,
    ...(metricsToken && { metricsToken }),
    ...(metricsPort !== undefined && { metricsPort }),
    ...(trustProxy && { trustProxy }),
    shutdownDelaySeconds: shutdownDelay,
    redis: redis!,
    // What was required and is not there is among the problems.
    wechatPay: { ...wechatPay!, ...hosts! },
    wechatApiBaseUrl,
    spAppid: spAppid!,
    merchants,
    notifyUrl: notifyUrlOfServer!,
    displayAccount: account,
    signIdIn,
    signingLifetimeSeconds: lifetime,
    recheckPerSecond,
    warnings: variables.warnings,
  };
}

/**
 * Reads only where the Redis is, and the names in it: for programs that look into what a server keeps there.
 *
 * @throws ConfigError with every problem at once
 */
export function loadRedisConfig(env: Env): Config['redis'] {
  const variables = new Variables(env);
  const redis = readRedis(variables, false);
  if (variables.problems.length > 0) throw new ConfigError(variables.problems);
  return redis!;
}

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

const otherThan =
  (port: number): Check<number> =>
  (value) => {
    const checked = integer(1, 65535)(value);
    if (!('value' in checked) || checked.value !== port) return checked;
    return {
      problem: text('与 PORT 相同。', 'It is the same as PORT.'),
      fix: text('请换一个端口，例如 9464。', 'Choose another port, such as 9464.'),
    };
  };

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

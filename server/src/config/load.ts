import type { Config } from './config';
import { isPlainDisplayAccount } from './display-account';
import { readMerchants } from './merchants';
import { tellMisspelt } from './misspelt';
import { ConfigError, text } from './problems';
import { readRedis } from './redis';
import { readService } from './service';
import { isLoopback } from './urls';
import { type Env, Variables } from './variables';
import { readEvents } from './webhook';
import { readHosts, readWechatPay } from './wechatpay';

/**
 * Reads and checks the whole configuration. Each `NAME` may come as `NAME_FILE`, the path of a file that holds it.
 *
 * @param ownLogin users log in to an application that the server is mounted in (`authenticate`): no AppSecret is needed
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Env, { ownLogin = false } = {}): Config {
  if (typeof env !== 'object' || env === null)
    throw new TypeError(
      'loadConfig 要用变量的对象，例如 loadConfig(process.env)。loadConfig takes an object of variables, such as loadConfig(process.env).',
    );
  const variables = new Variables(env);
  const { others } = variables;
  others.ownLogin = ownLogin || variables.isSet('SERVICE_API_KEYS');
  others.production = variables.get('NODE_ENV') === 'production';
  const hosts = readHosts(variables);
  others.real = hosts !== undefined && !isLoopback(hosts.baseUrl);
  others.port = variables.get('PORT');
  const host = variables.get('HOST');
  const notifyUrl = variables.get('PUBLIC_URL');
  const redis = readRedis(variables, others.production || others.real);
  const logLevel = variables.get('LOG_LEVEL');
  const metricsToken = variables.get('METRICS_TOKEN');
  const metricsPort = variables.get('METRICS_PORT');
  const trustProxy = variables.get('TRUST_PROXY');
  const shutdownDelaySeconds = variables.get('SHUTDOWN_DELAY_SECONDS');

  others.mchid = variables.get('WECHATPAY_MCHID');
  const wechatPay = readWechatPay(variables, others.mchid);
  const wechatApiBaseUrl = variables.get('WECHAT_API_BASE_URL');
  const spAppid = variables.get('SP_APPID');
  others.realLogin = !isLoopback(wechatApiBaseUrl);
  const merchants = readMerchants(variables, spAppid);
  const service = readService(variables, merchants);
  if (
    wechatPay &&
    merchants.some(({ loginAppSecret = '' }) => wechatPay.apiV3Key.equals(Buffer.from(loginAppSecret)))
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

  const displayAccount = variables.get('CONTRACT_DISPLAY_ACCOUNT');
  if (!isPlainDisplayAccount(displayAccount)) {
    variables.warn(
      'CONTRACT_DISPLAY_ACCOUNT',
      text('含有空格或特殊字符。', 'It has blanks or special characters.'),
      text(
        '签约页的按钮可能因此失灵；最好只用汉字、字母和数字。',
        "The signing page's button may fail because of them: Chinese characters, letters and digits are safe.",
      ),
    );
  }
  const signIdIn = variables.get('SIGN_ID_IN');
  const signingLifetimeSeconds = variables.get('SIGNING_LIFETIME_SECONDS');
  const recheckPerSecond = variables.get('RECHECK_PER_SECOND');
  const events = readEvents(variables);

  tellMisspelt(variables);
  if (variables.problems.length > 0) throw new ConfigError(variables.problems);
  return {
    port: others.port,
    host,
    production: others.production,
    logLevel,
    ...(metricsToken && { metricsToken }),
    ...(metricsPort !== undefined && { metricsPort }),
    ...(service && { service }),
    ...(trustProxy && { trustProxy }),
    shutdownDelaySeconds,
    redis: redis!,
    // What was required and is not there is among the problems.
    wechatPay: { ...wechatPay!, ...hosts! },
    wechatApiBaseUrl,
    spAppid: spAppid!,
    merchants,
    notifyUrl: notifyUrl!,
    displayAccount,
    signIdIn,
    signingLifetimeSeconds,
    recheckPerSecond,
    ...events,
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

import type { Logger } from 'pino';
import type { Config } from '../config/config';
import type { Authenticate } from './authenticate';

type Given = { config: Config; log: Logger; authenticate?: Authenticate | undefined };

/** What is odd in the configuration and yet used: a line each. */
export function warnOfConfig({ config, log }: Pick<Given, 'config' | 'log'>): void {
  for (const { name, problem, fix } of config.warnings) {
    const zh = `${name}：${problem['zh-CN']}${fix['zh-CN']}`;
    log.warn(
      { event: 'config-warning', variable: name, zh },
      `the configuration is odd: ${name}: ${problem.en} ${fix.en}`,
    );
  }
}

/** Whether nobody gets in but with a token that the application's own code has issued: mostly, `authenticate` was forgotten. */
export const needsIssuedTokens = ({ config, authenticate }: Omit<Given, 'log'>): boolean =>
  !authenticate && !config.service && config.merchants.every(({ loginAppSecret }) => !loginAppSecret);

/** The line that says that a part of another application has started, with what; no secret is in it. */
export function sayStarted({ config, log, authenticate }: Given, basePath: string | undefined): void {
  const { target } = config.redis;
  const isByTokens = needsIssuedTokens({ config, authenticate });
  if (isByTokens)
    log.warn(
      { event: 'no-login' },
      'neither `authenticate` nor LOGIN_APP_SECRET was given: whoever has no token of contracts.issueToken gets 401',
    );
  const subMerchants = new Set(config.merchants.map(({ subMchid }) => subMchid)).size;
  log.info(
    {
      event: 'started',
      zh: `已启动：${subMerchants} 个子商户，微信支付的通知发到 ${config.notifyUrl}`,
      mount: basePath ?? 'stripped by the framework',
      notifyUrl: config.notifyUrl,
      redis: `${target.nodes.map(({ host, port }) => `${host}:${port}`).join(',')}/${target.db}`,
      prefix: config.redis.prefix,
      subMerchants,
      login: authenticate ? 'authenticate' : isByTokens ? 'issueToken' : 'wx.login',
    },
    'contract server started',
  );
}

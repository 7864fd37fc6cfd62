import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { ApiError } from '../api-error';
import type { Config } from '../config/config';
import type { User } from '../store';
import { within } from '../within';
import { type NamedUser, namedUserSchema, userNamed } from './merchants';

/** Who a request comes from, by the merchant's own login. */
export type AuthenticatedUser = NamedUser;

/**
 * Says who a request comes from, by the merchant's own session; null when nobody has logged in. It is called once a
 * request, and has 5 s. It must leave the body alone.
 */
export type Authenticate = (
  request: IncomingMessage,
) => AuthenticatedUser | null | Promise<AuthenticatedUser | null>;

const ANSWERS_WITHIN_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;

/**
 * Who a request comes from, by the merchant's own login.
 * @throws ApiError `login_unavailable` when it throws, says nothing within 5 s, or gives what is no user of ours
 */
export async function authenticate(
  { config, log }: { config: Config; log: Logger },
  theirs: Authenticate,
  request: IncomingMessage,
): Promise<User | null> {
  try {
    const given = await within<unknown>(
      ANSWERS_WITHIN_MS,
      // What it throws at once is a rejection, too.
      new Promise((resolve) => resolve(theirs(request))),
      () => {
        const seconds = ANSWERS_WITHIN_MS / 1000;
        throw new Error(
          `authenticate 在 ${seconds} 秒内没有给出用户。\nauthenticate did not answer within ${seconds} s.`,
        );
      },
    );
    return given === null ? null : toUser(config, given);
  } catch (error) {
    log.error({ event: 'authenticate-failed', err: error }, 'authenticate failed, and with it a request');
    throw new ApiError('login_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
}

/** What they gave is not repeated in an error: it may be anybody's secret. */
function toUser(config: Config, given: unknown): User {
  const parsed = namedUserSchema.safeParse(given);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const wrong = [...new Set(issues.map(({ path }) => path.join('.')))];
    const named = (whole: string) => wrong.map((path) => path || whole).join(', ');
    throw new Error(
      [
        `authenticate 给出的既不是 null（没有登录），也不是 {appId, openid, subMchid?, reference?}，不对的是：${named('整个值')}`,
        `authenticate gave neither null (nobody has logged in) nor {appId, openid, subMchid?, reference?}: wrong is ${named('the whole')}`,
        ...issues
          .filter(({ path }) => path.length > 0)
          .map(({ path, message }) => `${path.join('.')}: ${message}`),
      ].join('\n'),
    );
  }
  const user = userNamed(config, parsed.data);
  if (user === 'unknown')
    throw new Error(
      '没有配置 authenticate 给出的 appId 和 subMchid：appId 应为 SUB_APPID，LOGIN_APP 为 sp 时是 SP_APPID。\n' +
        'no merchant is configured with the appId and subMchid that authenticate gave: appId is SUB_APPID, or SP_APPID where LOGIN_APP is sp.',
    );
  if (user === 'ambiguous')
    throw new Error(
      'authenticate 没有给出 subMchid，而这个小程序有几个子商户：请给出是哪一个。\n' +
        'authenticate gave no subMchid, and the app has several sub-merchants: name one.',
    );
  return user;
}

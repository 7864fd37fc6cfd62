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
        throw new Error(`it did not answer within ${ANSWERS_WITHIN_MS / 1000} s`);
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
    const wrong = new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the whole'));
    throw new Error(
      `it gave neither null nor {appId, openid, subMchid?, reference?}: wrong is ${[...wrong].join(', ')}`,
    );
  }
  const user = userNamed(config, parsed.data);
  if (user === 'unknown')
    throw new Error('no merchant is configured with the appId and subMchid that it gave');
  if (user === 'ambiguous') throw new Error('it gave no subMchid, and the app has several sub-merchants');
  return user;
}

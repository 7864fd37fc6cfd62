import type { Context } from 'koa';
import { ApiError } from '../api-error';
import { type Authenticate, authenticate } from '../contracts/authenticate';
import type { Services } from '../contracts/services';
import { needsIssuedTokens } from '../contracts/start-lines';
import { type TokenUse, type User, userKey } from '../store';
import { bearerOf } from './bearer';
import { eachMinute } from './each-minute';

/** Who has come, and what ends their login. */
export interface Login {
  user: User;
  end(): Promise<void>;
}

/**
 * Lets in whoever has logged in, by a token of ours, or by the merchant's own login where there is one, and counts what they do.
 * @throws ApiError `unauthorized`, `rate_limited`, `login_unavailable`
 */
export function createLogin(services: Services): (ctx: Context, use: TokenUse) => Promise<Login> {
  return services.authenticate ? byTheirs(services, services.authenticate) : byToken(services);
}

function byToken(services: Services) {
  const { store, log } = services;
  const areIssued = needsIssuedTokens(services);
  const maySay = eachMinute();
  const refuse = () => {
    if (areIssued && maySay())
      log.warn(
        { event: 'no-login-refused' },
        'a call got 401: without `authenticate` only a token of contracts.issueToken lets in, and it had none that is good',
      );
    return new ApiError('unauthorized');
  };
  return async (ctx: Context, use: TokenUse): Promise<Login> => {
    const token = bearerOf(ctx);
    if (token === undefined) throw refuse();
    const used = await store.tokens.use(token, use);
    if (used === null) throw refuse();
    const { user, retryAfterSeconds } = used;
    if (retryAfterSeconds > 0) throw new ApiError('rate_limited', { retryAfterSeconds });
    return { user, end: () => store.tokens.end(token) };
  };
}

const byTheirs =
  (services: Services, theirs: Authenticate) =>
  async (ctx: Context, use: TokenUse): Promise<Login> => {
    const user = await authenticate(services, theirs, ctx.req);
    if (user === null) throw new ApiError('unauthorized');
    const retryAfterSeconds = await services.limits[use](userKey(user));
    if (retryAfterSeconds > 0) throw new ApiError('rate_limited', { retryAfterSeconds });
    return { user, end: async () => {} };
  };

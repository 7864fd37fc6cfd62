import { ApiError } from '../../api-error';
import { TOKEN_LIFE_SECONDS, type User } from '../../store';
import { type NamedUser, namedUserSchema, userNamed } from '../merchants';
import type { Services } from '../services';
import { requireWithin, type Scope } from './scope';

/** A user, by the app and the openid there. */
export type ServiceUser = Omit<NamedUser, 'reference'>;

/**
 * The user whom a caller names.
 * @throws ApiError `invalid_request` for what names nobody, by code that no compiler has checked; `merchant_unknown`, `merchant_required`; `forbidden` for another sub-merchant's
 */
export function namedUser({ config }: Services, scope: Scope, named: NamedUser): User {
  const { error } = namedUserSchema.safeParse(named);
  if (error) {
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new ApiError('invalid_request', { details: { issues } });
  }
  const user = userNamed(config, named);
  if (user === 'unknown') throw new ApiError('merchant_unknown');
  if (user === 'ambiguous') throw new ApiError('merchant_required');
  requireWithin(scope, user.subMchid);
  return user;
}

/**
 * A token for a user who has logged in to the merchant's own back end: the mini-program calls `/api/…` with it.
 * @returns `expiresIn` in seconds
 */
export async function issueToken(
  services: Services,
  scope: Scope,
  named: NamedUser,
): Promise<{ token: string; expiresIn: number }> {
  const user = namedUser(services, scope, named);
  return { token: await services.store.tokens.issue(user), expiresIn: TOKEN_LIFE_SECONDS };
}

import type { LoginRequest, LoginResponse } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import type { Merchant } from '../../config/config';
import { loginAppid } from '../../config/login-appid';
import { TOKEN_LIFE_SECONDS } from '../../store';
import { Code2SessionError } from '../../wechat/code2session';
import type { Services } from '../services';

const RETRY_AFTER_SECONDS = 5;

/**
 * Exchanges a `wx.login` code for a token that is bound to the user, the app and the merchant.
 * @throws ApiError `merchant_required` when the configuration leaves a choice; `login_elsewhere` without an AppSecret;
 *   `invalid_code`, `login_…`, `wechat_…`
 */
export async function login(
  { config, store, code2Session }: Services,
  { code, appId, subMchid }: LoginRequest,
): Promise<LoginResponse> {
  const merchant = chooseMerchant(
    config.merchants,
    (candidate) => loginAppid(config, candidate),
    appId,
    subMchid,
  );
  const { loginAppSecret: secret } = merchant;
  if (secret === undefined) throw new ApiError('login_elsewhere');
  const appid = loginAppid(config, merchant);
  const { openid } = await code2Session({ appid, secret }, code).catch(refusedByWechat);
  const token = await store.tokens.issue({ appId: appid, openid, subMchid: merchant.subMchid });
  return { token, expiresIn: TOKEN_LIFE_SECONDS };
}

function refusedByWechat(error: unknown): never {
  if (!(error instanceof Code2SessionError)) throw error;
  const retry = error.kind === 'rate_limited' || error.kind === 'wechat_unavailable';
  throw new ApiError(error.kind, {
    ...(error.kind === 'login_refused' && { details: { errcode: error.errcode, rid: error.rid } }),
    ...(retry && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
    cause: error,
  });
}

function chooseMerchant(
  merchants: Merchant[],
  appidOf: (merchant: Merchant) => string,
  appId: string | undefined,
  subMchid: string | undefined,
): Merchant {
  const [first, ...others] = merchants.filter(
    (merchant) =>
      (appId === undefined || appidOf(merchant) === appId) &&
      (subMchid === undefined || merchant.subMchid === subMchid),
  );
  if (!first || others.length > 0) throw new ApiError('merchant_required');
  return first;
}

import type { Config, Merchant } from '../config/config';
import { loginAppid } from '../config/login-appid';
import type { User } from '../store';

/** The merchant that a user signs with; undefined when it is no longer configured. */
export function merchantOf(
  config: Config,
  { appId, subMchid }: Pick<User, 'appId' | 'subMchid'>,
): Merchant | undefined {
  return config.merchants.find(
    (merchant) => merchant.subMchid === subMchid && loginAppid(config, merchant) === appId,
  );
}

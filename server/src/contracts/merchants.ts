import type { Config, Merchant } from '../config/config';
import type { User } from '../store';

/** The app whose openids a merchant's users have. */
export const loginAppid = (config: Config, merchant: Merchant) =>
  merchant.loginApp === 'sub' ? merchant.subAppid : config.spAppid;

/** The merchant that a user signs with; undefined when it is no longer configured. */
export function merchantOf(
  config: Config,
  { appId, subMchid }: Pick<User, 'appId' | 'subMchid'>,
): Merchant | undefined {
  return config.merchants.find(
    (merchant) => merchant.subMchid === subMchid && loginAppid(config, merchant) === appId,
  );
}

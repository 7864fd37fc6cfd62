import type { Config, Merchant } from './config';

/** The app whose openids a merchant's users have. */
export const loginAppid = (
  { spAppid }: Pick<Config, 'spAppid'>,
  { loginApp, subAppid }: Pick<Merchant, 'loginApp' | 'subAppid'>,
) => (loginApp === 'sub' ? subAppid : spAppid);

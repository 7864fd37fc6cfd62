import type { Platform } from './platform';

export interface ConfigChoice {
  /** `certificates` leaves the WeChat Pay public key out. Default: `publicKey`. */
  keys?: 'publicKey' | 'certificates' | undefined;
  /** `list` gives MERCHANTS, a JSON list of all sub-merchants, instead of the variables of the first. Default: `single`. */
  merchants?: 'single' | 'list' | undefined;
  /** Whose mini-program users log in to. Default: `sub`. */
  loginApp?: 'sub' | 'sp' | undefined;
}

/** The environment variables that make the server use the simulator at `url`. */
export function configFor(
  { options, keys }: Platform,
  url: string,
  choice: ConfigChoice = {},
): Record<string, string> {
  const loginApp = choice.loginApp ?? 'sub';
  const merchants = options.merchants.map(({ subMchid, subAppid, subAppSecret, serviceId }) => ({
    subMchid,
    subAppid,
    serviceId,
    loginApp,
    loginAppSecret: loginApp === 'sub' ? subAppSecret : options.spAppSecret,
  }));
  const first = merchants[0];
  if (first === undefined) throw new Error('模拟器没有子商户。The simulator has no sub-merchant.');
  return {
    WECHATPAY_MCHID: options.mchid,
    WECHATPAY_MERCHANT_SERIAL: keys.merchant.serial,
    WECHATPAY_MERCHANT_PRIVATE_KEY: keys.merchant.privateKeyPem,
    WECHATPAY_APIV3_KEY: keys.apiV3Key,
    ...(choice.keys === 'certificates'
      ? {}
      : { WECHATPAY_PUBLIC_KEY_ID: keys.publicKey.serial, WECHATPAY_PUBLIC_KEY: keys.publicKey.pem }),
    WECHATPAY_BASE_URL: url,
    WECHAT_API_BASE_URL: url,
    SP_APPID: options.spAppid,
    ...(choice.merchants === 'list'
      ? { MERCHANTS: JSON.stringify(merchants) }
      : {
          SUB_MCHID: first.subMchid,
          SUB_APPID: first.subAppid,
          SERVICE_ID: String(first.serviceId),
          LOGIN_APP: loginApp,
          LOGIN_APP_SECRET: first.loginAppSecret,
        }),
  };
}

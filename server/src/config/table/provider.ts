import { certificate, privateKey, publicKey } from '../keys';
import { appid, mchid } from '../mix-ups';
import { noContractCodes } from '../no-contract-codes';
import { text } from '../problems';
import { baseUrl } from '../urls';
import { integer, oneOf } from '../values';
import type { Check, Variable } from '../variable';
import { apiV3Key, publicKeyId, serialNumber } from '../wechatpay-checks';

/** How long WeChat Pay keeps a pre-signed session. Only beside the simulator may it be shorter. */
export const FULL_LIFETIME_SECONDS = 7200;

const signingLifetime: Check<number> = (value, others) => {
  const checked = integer(1, FULL_LIFETIME_SECONDS)(value, others);
  if (!others.real || !('value' in checked) || checked.value === FULL_LIFETIME_SECONDS) return checked;
  return {
    problem: text('缩短的有效期只能配合模拟器使用。', 'A shortened lifetime is for the simulator only.'),
    fix: text('请删掉这个变量。', 'Remove this variable.'),
  };
};

/** The service provider, and WeChat Pay as the provider meets it. */
export const providerVariables = {
  WECHATPAY_MCHID: {
    check: mchid,
    missing: text(
      '请填服务商的商户号：只有数字，商户平台的“账户中心”里有。',
      "Give the service provider's merchant number: digits only; the merchant platform shows it in the account center.",
    ),
    whose: 'provider',
    section: 'needed',
    zh: '服务商的商户号（不是子商户号）。',
    en: "The service provider's merchant number, not the sub-merchant's.",
  },
  WECHATPAY_MERCHANT_SERIAL: {
    check: serialNumber,
    missing: text(
      '请填商户 API 证书的序列号（不是平台证书的）。',
      "Give the serial number of the merchant's API certificate (not the platform's).",
    ),
    whose: 'provider',
    section: 'needed',
    zh: '服务商商户 API 证书的序列号（不是平台证书的），十六进制。查看：openssl x509 -noout -serial -in 证书文件，输出原样粘贴即可。',
    en: "Serial number of the provider's merchant API certificate, not of the platform's: hexadecimal; what openssl above prints will do.",
  },
  WECHATPAY_MERCHANT_PRIVATE_KEY: {
    check: privateKey,
    missing: text(
      '请填商户 API 证书的私钥，或用 WECHATPAY_MERCHANT_PRIVATE_KEY_FILE 指向它的文件。',
      "Give the private key of the merchant's API certificate, or name its file in WECHATPAY_MERCHANT_PRIVATE_KEY_FILE.",
    ),
    secret: true,
    whose: 'provider',
    section: 'needed',
    asFile: true,
    zh: `
同一份商户 API 证书的私钥（apiclient_key.pem）。也可以不用文件，把 PEM 写进 WECHATPAY_MERCHANT_PRIVATE_KEY：
用双引号把几行括起来，或换行写成 \\n，或整体 base64。`,
    en: `
The private key of that certificate (apiclient_key.pem). Or put the PEM into WECHATPAY_MERCHANT_PRIVATE_KEY: its lines in double
quotes, or line breaks as \\n, or in base64.`,
  },
  WECHATPAY_APIV3_KEY: {
    check: apiV3Key,
    missing: text(
      '请填在商户平台设置的 APIv3 密钥。',
      'Give the APIv3 key that was set on the merchant platform.',
    ),
    secret: true,
    whose: 'provider',
    section: 'needed',
    zh: '在商户平台设置的 APIv3 密钥，正好 32 字节。不设置它，微信支付不会发送任何通知。',
    en: 'The APIv3 key that was set on the merchant platform, exactly 32 bytes. Without one WeChat Pay sends no notifications.',
  },
  WECHATPAY_PUBLIC_KEY_ID: {
    check: publicKeyId,
    whose: 'provider',
    section: 'needed',
    zh: `
微信支付公钥的 ID（以 PUB_KEY_ID_ 开头），和下面的公钥一起填。2024 年 11 月起新开通的商户号都用公钥；
仍在用平台证书的老商户两项都留空，证书会自动下载；正在从证书切换到公钥的也要填，两种都能验签。`,
    en: `
The id of WeChat Pay's public key, which starts with PUB_KEY_ID_; give it and the key below, or neither. Merchant numbers opened since
November 2024 have one. Leave both empty if yours still uses platform certificates: they are fetched. While switching over, fill them
in: both work.`,
  },
  WECHATPAY_PUBLIC_KEY: {
    check: publicKey,
    whose: 'provider',
    section: 'needed',
    asFile: true,
    zh: '微信支付公钥（PEM），从商户平台下载。',
    en: "WeChat Pay's public key (PEM), which the merchant platform offers.",
  },
  SP_APPID: {
    check: appid,
    missing: text(
      '请填服务商的 AppID：以 wx 开头，在微信公众平台的“开发管理”里查看。',
      "Give the service provider's AppID: it starts with wx, and the WeChat platform shows it under development settings.",
    ),
    whose: 'provider',
    section: 'needed',
    zh: '服务商的 AppID（与服务商商户号绑定的）。',
    en: "The service provider's AppID, bound to its merchant number.",
  },
  WECHATPAY_MERCHANT_CERTIFICATE: {
    check: certificate,
    whose: 'provider',
    section: 'asNeeded',
    asFile: true,
    zh: '商户 API 证书（apiclient_cert.pem）：填了就在启动时核对它和上面的序列号、私钥是否一致，是否过期。',
    en: 'The merchant API certificate: if given, the start checks that serial number and key match it, and that it is in date.',
  },
  SIGN_ID_IN: {
    check: oneOf('extraData', 'query', 'both'),
    default: 'extraData' as const,
    whose: 'provider',
    section: 'asNeeded',
    zh: `
跳转签约小程序时 pre_entrustweb_id 放在哪里：extraData、query 或 both。微信支付没有公开说明，推断为 extraData；
真机上签约页提示参数错误时再换。`,
    en: `
Where pre_entrustweb_id goes when the signing mini-program is opened: extraData, query or both. WeChat Pay does not
document it; extraData is inferred. Try another if the signing page complains of parameters on a real device.`,
  },
  WECHATPAY_NO_CONTRACT_CODES: {
    check: noContractCodes,
    whose: 'provider',
    section: 'asNeeded',
    example: '400:PARAM_ERROR',
    zh: `
查询从未签约的协议号时，微信支付怎样回答没有公开说明。CONTRACT_NOT_EXIST、RESOURCE_NOT_EXISTS、RESOURCE_NOT_FOUND、
NOT_FOUND（400、403、404）已经当作“没有这份协议”；日志提示还有别的回答，并确认它就是这个意思时，按提示的值填在这里，多个用英文逗号隔开。默认没有。`,
    en: `
How WeChat Pay answers a query of a contract that was never signed is not documented. The four codes above, with 400, 403 or 404, are
taken for "no such contract". When the log tells of another answer, and you are sure that it means this, put the value here that the log
names; commas between several. None by default.`,
  },
  WECHATPAY_BASE_URL: {
    check: baseUrl,
    default: 'https://api.mch.weixin.qq.com',
    whose: 'provider',
    section: 'rarely',
    zh: '微信支付接口的地址。',
    en: "Where WeChat Pay's API is.",
  },
  WECHATPAY_BACKUP_URL: {
    check: baseUrl,
    // Only of the default host: `readHosts`.
    default: 'https://api2.mch.weixin.qq.com',
    whose: 'provider',
    section: 'rarely',
    zh: '备用地址，只在连接失败时使用；改了主地址而没有给备用地址，就没有备用。',
    en: 'Its backup, used only when connecting fails; a base URL of your own has none unless given here.',
  },
  WECHAT_API_BASE_URL: {
    check: baseUrl,
    default: 'https://api.weixin.qq.com',
    whose: 'provider',
    section: 'rarely',
    zh: '微信登录接口的地址。',
    en: "Where WeChat's login API is.",
  },
  SIGNING_LIFETIME_SECONDS: {
    check: signingLifetime,
    default: FULL_LIFETIME_SECONDS,
    whose: 'simulator',
    section: 'rarely',
    zh: '一次签约的有效期（秒）。微信支付固定为 2 小时，只有用模拟器时才能缩短。',
    en: 'How long one signing stays open, in seconds. With WeChat Pay it is two hours; only with the simulator may it be shortened.',
  },
} satisfies Record<string, Variable>;

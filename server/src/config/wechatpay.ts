import type { KeyObject, X509Certificate } from 'node:crypto';
import type { WechatPayConfig } from './config';
import { samePublicKey, sameSerial } from './keys';
import { text } from './problems';
import { table } from './table';
import type { Variables } from './variables';

export type Hosts = Pick<WechatPayConfig, 'baseUrl' | 'backupUrl'>;

const defaultBaseUrl = table.WECHATPAY_BASE_URL.default;

/** Where WeChat Pay is. A host of one's own has no backup unless one is named: it must not fail over to the real one. */
export function readHosts(variables: Variables): Hosts | undefined {
  const isOwn = variables.isSet('WECHATPAY_BASE_URL');
  const baseUrl = isOwn ? variables.given('WECHATPAY_BASE_URL') : defaultBaseUrl;
  const backupUrl = variables.given('WECHATPAY_BACKUP_URL');
  if (!baseUrl) return undefined;
  if (backupUrl) return { baseUrl, backupUrl };
  return baseUrl === defaultBaseUrl
    ? { baseUrl, backupUrl: table.WECHATPAY_BACKUP_URL.default }
    : { baseUrl };
}

/** What calls to WeChat Pay are signed, verified and decrypted with. */
export function readWechatPay(
  variables: Variables,
  mchid: string | undefined,
): Omit<WechatPayConfig, keyof Hosts> | undefined {
  const merchantSerial = variables.get('WECHATPAY_MERCHANT_SERIAL');
  const merchantPrivateKey = variables.get('WECHATPAY_MERCHANT_PRIVATE_KEY');
  const merchantCertificate = variables.get('WECHATPAY_MERCHANT_CERTIFICATE');
  if (merchantCertificate) reportMismatch(variables, merchantCertificate, merchantSerial, merchantPrivateKey);
  const apiV3Key = variables.get('WECHATPAY_APIV3_KEY');
  const publicKey = readPublicKey(variables, merchantPrivateKey);
  const noContractCodes = variables.get('WECHATPAY_NO_CONTRACT_CODES');

  if (!mchid || !merchantSerial || !merchantPrivateKey || !apiV3Key) return undefined;
  return {
    mchid,
    merchantSerial,
    merchantPrivateKey,
    apiV3Key,
    ...(publicKey && { publicKey }),
    ...(noContractCodes && { noContractCodes }),
  };
}

function reportMismatch(
  variables: Variables,
  given: X509Certificate,
  serial: string | undefined,
  key: KeyObject | undefined,
): void {
  const fix = text(
    '证书、序列号和私钥必须来自同一份商户 API 证书，请核对。',
    'Certificate, serial number and private key must come from one merchant API certificate: check them.',
  );
  if (serial && !sameSerial(given.serialNumber, serial)) {
    variables.report(
      'WECHATPAY_MERCHANT_SERIAL',
      text(
        '与 WECHATPAY_MERCHANT_CERTIFICATE 的序列号不同。',
        'It is not the serial number of WECHATPAY_MERCHANT_CERTIFICATE.',
      ),
      fix,
    );
  }
  if (key && !given.checkPrivateKey(key)) {
    variables.report(
      'WECHATPAY_MERCHANT_PRIVATE_KEY',
      text(
        '与 WECHATPAY_MERCHANT_CERTIFICATE 不是一对。',
        'It is not the key of WECHATPAY_MERCHANT_CERTIFICATE.',
      ),
      fix,
    );
  }
  const now = Date.now();
  if (now < Date.parse(given.validFrom) || now > Date.parse(given.validTo)) {
    variables.report(
      'WECHATPAY_MERCHANT_CERTIFICATE',
      text('证书已过期或尚未生效。', 'The certificate is expired or not yet valid.'),
      text(
        '请换新的商户 API 证书；如果证书没有问题，请检查本机时间。',
        "Renew the merchant's API certificate, or check this machine's clock.",
      ),
    );
  }
}

function readPublicKey(
  variables: Variables,
  merchantPrivateKey: KeyObject | undefined,
): WechatPayConfig['publicKey'] {
  const names = ['WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY'] as const;
  const id = variables.get(names[0]);
  const key = variables.get(names[1]);
  const missing = names.filter((name) => !variables.isSet(name));
  if (missing.length === 1) {
    const given = missing[0] === names[0] ? names[1] : names[0];
    variables.report(
      missing[0]!,
      text(`设置了 ${given}，但没有设置它。`, `${given} is set, but this is not.`),
      text(
        '微信支付公钥和公钥 ID 要么都填，要么都不填。',
        'Give both the WeChat Pay public key and its id, or neither.',
      ),
    );
  }
  if (key && merchantPrivateKey && samePublicKey(key, merchantPrivateKey)) {
    variables.report(
      names[1],
      text(
        '这是商户自己的公钥，不是微信支付的公钥。',
        "This is the merchant's own public key, not WeChat Pay's.",
      ),
      text(
        '请填从商户平台下载的微信支付公钥。',
        'Give the WeChat Pay public key that the merchant platform offers.',
      ),
    );
  }
  return id && key ? { id, key } : undefined;
}

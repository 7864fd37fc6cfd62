import type { KeyObject, X509Certificate } from 'node:crypto';
import type { WechatPayConfig } from './config';
import { certificate, privateKey, publicKey, samePublicKey, sameSerial } from './keys';
import { mchid as merchantNumber } from './mix-ups';
import { noContractCodes } from './no-contract-codes';
import { isPathOfFile, looksLikePath, pathFix, pathProblem } from './paths';
import { text } from './problems';
import { baseUrl } from './urls';
import { matching } from './values';
import type { Check, Variables } from './variables';

const DEFAULT_BASE_URL = 'https://api.mch.weixin.qq.com';
const DEFAULT_BACKUP_URL = 'https://api2.mch.weixin.qq.com';

/** As WeChat Pay shows it; `serial=…` in front, colons and lower case, as openssl and others print them, are taken too. */
const serialNumber: Check<string> = (value) => {
  if (PUBLIC_KEY_ID.test(value)) {
    return {
      problem: text(
        '这里放的是微信支付公钥的 ID，不是证书序列号。',
        "WeChat Pay's public key's id was put here, not a certificate's serial number.",
      ),
      fix: text(
        '请把它填到 WECHATPAY_PUBLIC_KEY_ID，这里填商户 API 证书的序列号。',
        "Put it into WECHATPAY_PUBLIC_KEY_ID, and the serial number of the merchant's API certificate here.",
      ),
    };
  }
  const serial = value
    .replace(/^serial\s*=\s*/i, '')
    .replaceAll(':', '')
    .toUpperCase();
  return hexadecimal(serial);
};

const hexadecimal = matching(
  /^[0-9A-F]{1,64}$/,
  text('应为十六进制，不带空格。', 'It is hexadecimal, without spaces.'),
);

const PUBLIC_KEY_ID = /^PUB_KEY_ID_[A-Za-z0-9_]{1,100}$/;
const publicKeyId = matching(
  PUBLIC_KEY_ID,
  text(
    '应以 PUB_KEY_ID_ 开头，请连同前缀完整粘贴。',
    'It starts with PUB_KEY_ID_: paste it whole, with that prefix.',
  ),
);

const symmetricKey: Check<Buffer> = (value) => {
  const key = Buffer.from(value);
  if (key.length === 32 && !isPathOfFile(value)) return { value: key };
  if (looksLikePath(value)) return { problem: pathProblem, fix: pathFix(value) };
  return {
    problem: text(
      `APIv3 密钥必须正好 32 字节，现在是 ${key.length} 字节。`,
      `The APIv3 key has exactly 32 bytes; this has ${key.length}.`,
    ),
    fix: text(
      '请粘贴在商户平台设置的 APIv3 密钥，不要填 APIv2 密钥或 AppSecret。',
      'Paste the APIv3 key that was set on the merchant platform, not the APIv2 key or an AppSecret.',
    ),
  };
};

export type Hosts = Pick<WechatPayConfig, 'baseUrl' | 'backupUrl'>;

/** Where WeChat Pay is. A host of one's own has no backup unless one is named: it must not fail over to the real one. */
export function readHosts(variables: Variables): Hosts | undefined {
  const isOwn = variables.isSet('WECHATPAY_BASE_URL');
  const base = isOwn ? variables.optional('WECHATPAY_BASE_URL', baseUrl) : DEFAULT_BASE_URL;
  const backup = variables.optional('WECHATPAY_BACKUP_URL', baseUrl);
  if (!base) return undefined;
  if (backup) return { baseUrl: base, backupUrl: backup };
  return base === DEFAULT_BASE_URL ? { baseUrl: base, backupUrl: DEFAULT_BACKUP_URL } : { baseUrl: base };
}

export const readMchid = (variables: Variables): string | undefined =>
  variables.required(
    'WECHATPAY_MCHID',
    merchantNumber,
    text('请填服务商的商户号。', "Give the service provider's merchant number."),
  );

/** What calls to WeChat Pay are signed, verified and decrypted with. */
export function readWechatPay(
  variables: Variables,
  mchid: string | undefined,
): Omit<WechatPayConfig, keyof Hosts> | undefined {
  const merchantSerial = variables.required(
    'WECHATPAY_MERCHANT_SERIAL',
    serialNumber,
    text(
      '请填商户 API 证书的序列号（不是平台证书的）。',
      "Give the serial number of the merchant's API certificate (not the platform's).",
    ),
  );
  const merchantPrivateKey = variables.required(
    'WECHATPAY_MERCHANT_PRIVATE_KEY',
    privateKey,
    text(
      '请填商户 API 证书的私钥，或用 WECHATPAY_MERCHANT_PRIVATE_KEY_FILE 指向它的文件。',
      "Give the private key of the merchant's API certificate, or name its file in WECHATPAY_MERCHANT_PRIVATE_KEY_FILE.",
    ),
  );
  const merchantCertificate = variables.optional('WECHATPAY_MERCHANT_CERTIFICATE', certificate);
  if (merchantCertificate) reportMismatch(variables, merchantCertificate, merchantSerial, merchantPrivateKey);

  const apiV3Key = variables.required(
    'WECHATPAY_APIV3_KEY',
    symmetricKey,
    text('请填在商户平台设置的 APIv3 密钥。', 'Give the APIv3 key that was set on the merchant platform.'),
  );
  const wechatPayPublicKey = readPublicKey(variables, merchantPrivateKey);
  const addedNoContractCodes = variables.optional('WECHATPAY_NO_CONTRACT_CODES', noContractCodes);

  if (!mchid || !merchantSerial || !merchantPrivateKey || !apiV3Key) return undefined;
  return {
    mchid,
    merchantSerial,
    merchantPrivateKey,
    apiV3Key,
    ...(wechatPayPublicKey && { publicKey: wechatPayPublicKey }),
    ...(addedNoContractCodes && { noContractCodes: addedNoContractCodes }),
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
  const id = variables.optional(names[0], publicKeyId);
  const key = variables.optional(names[1], publicKey);
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

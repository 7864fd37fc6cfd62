import { isPathOfFile, looksLikePath, pathFix, pathProblem } from './paths';
import { text } from './problems';
import { matching } from './values';
import type { Check } from './variable';

/** As WeChat Pay shows it; `serial=…` in front, colons and lower case, as openssl and others print them, are taken too. */
export const serialNumber: Check<string> = (value, others) => {
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
  return hexadecimal(serial, others);
};

const hexadecimal = matching(
  /^[0-9A-F]{1,64}$/,
  text(
    '应为十六进制，不带空格。在商户平台的“账户中心”、“API安全”里查看，或运行：openssl x509 -noout -serial -in apiclient_cert.pem。',
    'It is hexadecimal, without spaces. The merchant platform shows it under API security in the account center; so does: openssl x509 -noout -serial -in apiclient_cert.pem.',
  ),
);

const PUBLIC_KEY_ID = /^PUB_KEY_ID_[A-Za-z0-9_]{1,100}$/;
export const publicKeyId = matching(
  PUBLIC_KEY_ID,
  text(
    '应以 PUB_KEY_ID_ 开头，请从商户平台的“账户中心”、“API安全”里连同前缀完整复制。',
    'It starts with PUB_KEY_ID_: copy it whole, with that prefix, from API security in the account center of the merchant platform.',
  ),
);

/** It opens what WeChat Pay encrypts: 32 bytes. */
export const apiV3Key: Check<Buffer> = (value) => {
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

import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { pathFix, pathProblem } from './paths';
import { type Parsed, parsePem } from './pem';
import { type Text, text } from './problems';
import type { Check, Checked } from './variable';

/** Of an RSA modulus, in bits. */
const MIN_RSA_BITS = 2048;

/** The merchant's private key: RSA. */
export const privateKey: Check<KeyObject> = (value) => {
  const parsed = parsePem(value);
  const fix = text(
    '请填商户 API 证书的私钥，也就是 apiclient_key.pem 的内容（PKCS#8 或 PKCS#1 的 PEM，也可以是它的 base64）。',
    "Give the private key of the merchant's API certificate, which is in apiclient_key.pem (PEM in PKCS#8 or PKCS#1, or base64 of it).",
  );
  return parsed.kind === 'privateKey' ? rsa(parsed.key, fix) : mistaken(parsed, fix);
};

/** WeChat Pay's public key: RSA. */
export const publicKey: Check<KeyObject> = (value) => {
  const parsed = parsePem(value);
  const fix = text(
    '请填微信支付公钥（PEM，也可以是它的 base64）。',
    'Give the WeChat Pay public key (PEM, or base64 of it).',
  );
  return parsed.kind === 'publicKey' ? rsa(parsed.key, fix) : mistaken(parsed, fix);
};

/** The merchant's API certificate. */
export const certificate: Check<X509Certificate> = (value) => {
  const parsed = parsePem(value);
  if (parsed.kind === 'certificate') return { value: parsed.certificate };
  const fix = text(
    '请填商户 API 证书（PEM，也可以是它的 base64），或者不设置。',
    "Give the merchant's API certificate (PEM, or base64 of it), or leave it unset.",
  );
  return mistaken(parsed, fix);
};

export const samePublicKey = (one: KeyObject, other: KeyObject) => spki(one).equals(spki(other));

const spki = (key: KeyObject) =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });

/** Serial numbers are hexadecimal; zeros in front and the letters' case do not count. */
export const sameSerial = (one: string, other: string) => normalSerial(one) === normalSerial(other);

const normalSerial = (serial: string) => serial.toUpperCase().replace(/^0+/, '');

function rsa(key: KeyObject, fix: Text) {
  if (key.asymmetricKeyType !== 'rsa') {
    return { problem: text('这不是 RSA 密钥。', 'This is not an RSA key.'), fix };
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS) {
    return {
      problem: text(
        `RSA 密钥只有 ${bits} 位，至少要 ${MIN_RSA_BITS} 位。`,
        `The RSA key has ${bits} bits; ${MIN_RSA_BITS} is the least.`,
      ),
      fix,
    };
  }
  return { value: key };
}

/** What there is instead of what was asked for, and what to do: mostly `fix`, but the way it was given may be at fault. */
function mistaken(parsed: Parsed, fix: Text): Checked<never> {
  switch (parsed.kind) {
    case 'path':
      return { problem: pathProblem, fix: pathFix(parsed.path) };
    case 'firstLine':
      return {
        problem: text(
          '只有 PEM 的第一行，后面的行丢了：没有加引号的值到行尾为止。',
          'It is the first line of a PEM only: without quotes a value ends with its line.',
        ),
        fix: text(
          '请用双引号把整个 PEM 括起来，或者把换行写成 \\n、写成一行，或者用名字以 _FILE 结尾的那个变量给出文件路径。',
          'Put the whole PEM in double quotes, or write it in one line with \\n for line breaks, or give the path of its file in the variable of this name that ends in _FILE.',
        ),
      };
    default:
      return { problem: found[parsed.kind], fix };
  }
}

const found: Record<Exclude<Parsed['kind'], 'path' | 'firstLine'>, Text> = {
  privateKey: text(
    '这里放的是私钥。私钥不能当作公钥或证书使用。',
    'A private key was put here, where none belongs.',
  ),
  publicKey: text('这里放的是公钥。', 'A public key was put here.'),
  certificate: text('这里放的是证书。', 'A certificate was put here.'),
  encrypted: text('这个私钥带口令，读不出来。', 'This private key is protected by a passphrase.'),
  unreadable: text(
    '内容无法解析，可能不完整或被改动过。',
    'It cannot be parsed; it may be cut short or altered.',
  ),
};

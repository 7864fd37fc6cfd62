import { createCipheriv, createSign, createVerify, type KeyObject, randomBytes } from 'node:crypto';

/** What a merchant's request signature covers, as sent: https://pay.weixin.qq.com/doc/v3/merchant/4012365336 */
export function requestMessage(request: {
  method: string;
  /** Path and query, without the host. */
  url: string;
  timestamp: string;
  nonce: string;
  body: string | Buffer;
}): Buffer {
  const { method, url, timestamp, nonce, body } = request;
  return Buffer.concat([
    Buffer.from(`${method}\n${url}\n${timestamp}\n${nonce}\n`),
    Buffer.from(body),
    Buffer.from('\n'),
  ]);
}

/** What WeChat Pay's signature of an answer or a notification covers: https://pay.weixin.qq.com/doc/v3/merchant/4013053420 */
export function answerMessage(timestamp: string, nonce: string, body: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
}

export function sign(message: string | Buffer, privateKey: KeyObject): string {
  return createSign('RSA-SHA256').update(message).sign(privateKey, 'base64');
}

export function verify(message: string | Buffer, signature: string, publicKey: KeyObject): boolean {
  return createVerify('RSA-SHA256').update(message).verify(publicKey, signature, 'base64');
}

const authorizationScheme = 'WECHATPAY2-SHA256-RSA2048';
const authorizationFields = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const;
export type Authorization = Record<(typeof authorizationFields)[number], string>;

/** The five fields in any order, or undefined when the value is anything else. */
export function parseAuthorization(value: string): Authorization | undefined {
  const [scheme, rest] = splitOnce(value, ' ');
  if (scheme !== authorizationScheme || rest === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const part of rest.split(',')) {
    const [, name, text] = /^\s*([a-z_]+)="([^"]+)"\s*$/.exec(part) ?? [];
    if (name === undefined || text === undefined || fields.has(name)) return undefined;
    fields.set(name, text);
  }
  if (fields.size !== authorizationFields.length) return undefined;
  if (!authorizationFields.every((name) => fields.has(name))) return undefined;
  return Object.fromEntries(fields) as Authorization;
}

/** AEAD_AES_256_GCM as WeChat Pay sends it: base64 of ciphertext and 16-byte tag. */
export function encrypt(plaintext: string | Buffer, apiV3Key: string, associatedData: string) {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(associatedData));
  const bytes = [cipher.update(Buffer.from(plaintext)), cipher.final(), cipher.getAuthTag()];
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: Buffer.concat(bytes).toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}

/** The headers that sign `body`; `skewSeconds` is added to the time that they state. */
export function signatureHeaders(
  body: string,
  key: { serial: string; privateKey: KeyObject },
  skewSeconds = 0,
) {
  const timestamp = String(Math.floor(Date.now() / 1000) + skewSeconds);
  const nonce = randomBytes(16).toString('hex');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': key.serial,
    'Wechatpay-Signature': sign(answerMessage(timestamp, nonce, body), key.privateKey),
    'Wechatpay-Signature-Type': authorizationScheme,
  };
}

/** The prefix of WeChat Pay's deliberate wrong signatures, which a merchant must refuse like any other. */
export const probePrefix = 'WECHATPAY/SIGNTEST/';

/** The same signature with its last byte but one changed: base64 that decodes, and verifies as false. */
export function spoil(signature: string): string {
  const bytes = Buffer.from(signature, 'base64');
  bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** A serial of the same kind that names no key. */
export function unknownSerial(serial: string): string {
  return serial.startsWith('PUB_KEY_ID_')
    ? `PUB_KEY_ID_${'9'.repeat(34)}`
    : randomBytes(20).toString('hex').toUpperCase();
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

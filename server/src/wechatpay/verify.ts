import { type KeyObject, verify } from 'node:crypto';
import { decodeBase64 } from '../upstream/decode';
import type { Headers } from '../upstream/exchange';

/** A key of WeChat Pay's. */
export interface VerificationKey {
  key: KeyObject;
  /** Bytes of a signature made with it. */
  signatureLength: number;
}

/** The key that a serial names; undefined when there is none to trust. Rejects with `SignatureError` when that could not be found out. */
export type FindKey = (serial: string) => VerificationKey | undefined | Promise<VerificationKey | undefined>;

export type SignatureFault =
  | 'missing_header'
  | 'malformed_header'
  | 'signature_type'
  | 'timestamp'
  | 'unknown_serial'
  | 'keys_unavailable'
  | 'signature';

/** An answer or notification whose signature does not hold. */
export class SignatureError extends Error {
  constructor(
    readonly reason: SignatureFault,
    message: string,
  ) {
    super(message);
    this.name = 'SignatureError';
  }
}

/** Further than this from our clock, in seconds, and a message may be a replay. */
const MAX_CLOCK_DIFFERENCE = 300;

/**
 * Verifies that WeChat Pay signed these bytes, within 300 s of `now` (milliseconds since 1970).
 * Rejects with `SignatureError`. Signature probes (`WECHATPAY/SIGNTEST/…`) fail like any other wrong signature.
 * https://pay.weixin.qq.com/doc/v3/partner/4012365871
 */
export async function verifySignature(
  headers: Headers,
  body: Buffer,
  findKey: FindKey,
  now: number,
): Promise<void> {
  const timestamp = readHeader(headers, 'wechatpay-timestamp', /^.{1,64}$/);
  if (!isFresh(timestamp, now)) {
    throw new SignatureError(
      'timestamp',
      'Wechatpay-Timestamp is not within 300 s of our clock; check the clock of this machine',
    );
  }
  const nonce = readHeader(headers, 'wechatpay-nonce', /^[\x21-\x7e]{1,256}$/);
  const serial = readHeader(headers, 'wechatpay-serial', /^\w{1,128}$/);
  const signature = decodeBase64(readHeader(headers, 'wechatpay-signature', /^.{1,2048}$/));
  const type = headers['wechatpay-signature-type'];
  if (type !== undefined && type !== 'WECHATPAY2-SHA256-RSA2048') {
    throw new SignatureError('signature_type', 'Wechatpay-Signature-Type is not WECHATPAY2-SHA256-RSA2048');
  }
  if (signature === undefined) throw new SignatureError('signature', 'Wechatpay-Signature is not base64');

  const key = await findKey(serial);
  if (key === undefined) {
    throw new SignatureError('unknown_serial', `no key of WeChat Pay has the serial ${serial}`);
  }
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, NEWLINE]);
  if (signature.length !== key.signatureLength || !verify('RSA-SHA256', message, key.key, signature)) {
    throw new SignatureError('signature', 'Wechatpay-Signature does not match');
  }
}

/** Whether an answer claims to be signed. WeChat Pay leaves some error answers unsigned. */
export function isSigned(headers: Headers): boolean {
  return signatureHeaders.some((name) => headers[name] !== undefined);
}

/** Prepares an RSA public key for verification. Throws `TypeError` for any other. */
export function verificationKey(key: KeyObject): VerificationKey {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa' || bits === undefined || bits < 2048) {
    throw new TypeError('not an RSA public key of at least 2048 bits');
  }
  return { key, signatureLength: Math.ceil(bits / 8) };
}

const NEWLINE = Buffer.from('\n');
const signatureHeaders = [
  'wechatpay-timestamp',
  'wechatpay-nonce',
  'wechatpay-serial',
  'wechatpay-signature',
] as const;

function readHeader(headers: Headers, name: (typeof signatureHeaders)[number], form: RegExp): string {
  const value = headers[name];
  if (value === undefined || value === '') throw new SignatureError('missing_header', `${name} is missing`);
  if (typeof value !== 'string') {
    throw new SignatureError('malformed_header', `${name} came more than once`);
  }
  if (!form.test(value)) throw new SignatureError('malformed_header', `${name} is malformed`);
  return value;
}

function isFresh(timestamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= MAX_CLOCK_DIFFERENCE;
}

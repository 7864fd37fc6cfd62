import { createHash, randomBytes } from 'node:crypto';
import { decodeJson } from '../upstream/decode';

/** What asks, along the way of notifications, who answers there. */
export interface SelfTest {
  /** 256 bits, in base64url: known to whoever reads the doctor's Redis. */
  nonce: string;
  /** JSON that no program would write like this again: whoever parses it on its way changes it. */
  body: string;
}

export function createSelfTest(): SelfTest {
  const nonce = randomBytes(32).toString('base64url');
  return { nonce, body: `{ "nonce":"${nonce}",\n\t"text": "\\u5fae信 \\/ \\u00e9", "number":1.50 }\n` };
}

/** The nonce of a self-test, also of one whose body was written again. */
export function readNonce(body: Buffer): string | undefined {
  const content = decodeJson(body) as { nonce?: unknown } | null | undefined;
  const nonce = content?.nonce;
  return typeof nonce === 'string' && /^[\w-]{43}$/.test(nonce) ? nonce : undefined;
}

/** What proves which bytes came. */
export const digestOf = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { looksLikePath } from './paths';

/** What a text turned out to hold. */
export type Parsed =
  | { kind: 'privateKey'; key: KeyObject }
  | { kind: 'publicKey'; key: KeyObject }
  | { kind: 'certificate'; certificate: X509Certificate }
  /** A private key under a passphrase. */
  | { kind: 'encrypted' }
  /** The first line of a PEM alone: the others were lost where lines end a value. */
  | { kind: 'firstLine' }
  | { kind: 'path'; path: string }
  | { kind: 'unreadable' };

/**
 * Reads a key or certificate that is PEM (its lines whole, joined by `\n` escapes or run together), or base64 of PEM or
 * DER. The same key reads the same in each form.
 */
export function parsePem(value: string): Parsed {
  const text = value.replace(/\\r|\\n/g, '\n').trim();
  if (/^["'`]?-----BEGIN [A-Z0-9 ]+-----$/.test(text)) return { kind: 'firstLine' };
  if (looksLikePath(value)) return { kind: 'path', path: value };
  if (/-----BEGIN ENCRYPTED |Proc-Type: ?4,ENCRYPTED/.test(text)) return { kind: 'encrypted' };
  const block = /-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/.exec(text);
  if (block) return parseDer(Buffer.from(block[2]!, 'base64'));
  if (!/^[A-Za-z0-9+/=\s]+$/.test(text)) return { kind: 'unreadable' };
  const decoded = Buffer.from(text, 'base64');
  return decoded.includes('-----BEGIN ') ? parsePem(decoded.toString('latin1')) : parseDer(decoded);
}

function parseDer(der: Buffer): Parsed {
  const readers: (() => Parsed)[] = [
    ...(['pkcs8', 'pkcs1', 'sec1'] as const).map((type) => (): Parsed => {
      return { kind: 'privateKey', key: createPrivateKey({ key: der, format: 'der', type }) };
    }),
    ...(['spki', 'pkcs1'] as const).map((type) => (): Parsed => {
      return { kind: 'publicKey', key: createPublicKey({ key: der, format: 'der', type }) };
    }),
    () => ({ kind: 'certificate', certificate: new X509Certificate(der) }),
  ];
  for (const read of readers) {
    try {
      return read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE') return { kind: 'encrypted' };
    }
  }
  return { kind: 'unreadable' };
}

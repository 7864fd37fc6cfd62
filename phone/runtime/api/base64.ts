const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** In plain JavaScript: this module may use nothing that a worker, a page and Node do not share with WeChat. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    const joined = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += alphabet[joined >> 18]! + alphabet[(joined >> 12) & 63]!;
    text += b === undefined ? '=' : alphabet[(joined >> 6) & 63]!;
    text += c === undefined ? '=' : alphabet[joined & 63]!;
  }
  return text;
}

/** Throws on text that is not base64. */
export function fromBase64(text: string): Uint8Array {
  const digits = [...text.replace(/=+$/, '')].map((character) => alphabet.indexOf(character));
  if (digits.includes(-1)) throw new Error('not base64');
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  for (let at = 0; at < bytes.length; at++) {
    const bit = at * 8;
    const first = digits[Math.floor(bit / 6)]!;
    const second = digits[Math.floor(bit / 6) + 1] ?? 0;
    const shift = 4 - (bit % 6);
    bytes[at] = ((first << 6) | second) >> shift;
  }
  return bytes;
}

/** Bytes as text; what is not UTF-8 becomes U+FFFD. */
export function utf8Decode(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return String.fromCharCode(...Array.from(bytes, (byte) => (byte < 0x80 ? byte : 0xfffd)));
  }
}

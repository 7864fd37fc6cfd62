export const REDACTED = '[redacted]';

/** Deeper than anything that we log; what lies deeper is left out. */
const MAX_DEPTH = 8;
/** Of the values in one entry, and of the characters in one text. */
const MAX_VALUES = 500;
const MAX_LENGTH = 4096;

/**
 * What is in the names of secrets and of a user's identity, in any naming style: `_` is one, or a `-`, or nothing, and case
 * does not count.
 */
const secretParts = [
  'secret',
  'passw',
  'pass_phrase',
  'token',
  'open_id',
  'union_id',
  'private_key',
  'api_v3_key',
  'session_key',
  'js_code',
  'authorization',
  'cookie',
  'pre_entrust_web_id',
];

const secretName = new RegExp(secretParts.join('|').replaceAll('_', '[_-]?'), 'i');
/** `code` is what `wx.login` gives; `args` are those of a Redis command that failed. */
const secretNames = new Set(['code', 'args']);

/** Whether a field of this name holds a secret or says who a user is. */
export const isSecretName = (name: string) => secretNames.has(name.toLowerCase()) || secretName.test(name);

/** A copy of a value to be logged: without secret fields, bounded, with errors written out. Never throws. */
export function redact(value: unknown): unknown {
  let left = MAX_VALUES;

  function copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string')
      return value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH || left <= 0) return '[more]';
    if (value instanceof Error) return copyError(value, depth);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Map || value instanceof Set) return copy([...value], depth);
    if (Array.isArray(value)) return value.slice(0, left).map((item) => visit(item, depth));
    // Dates, URLs, and contexts of requests.
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), depth + 1);
    return copyFields(value, depth);
  }

  function visit(item: unknown, depth: number): unknown {
    left -= 1;
    return copy(item, depth + 1);
  }

  function copyFields(fields: object, depth: number): Record<string, unknown> {
    const copied: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      if (left <= 0) break;
      copied[name] =
        isSecretName(name) && field !== undefined && field !== null ? REDACTED : visit(field, depth);
    }
    return copied;
  }

  /** `code` of an error is its kind, not a login code. */
  function copyError(error: Error & { code?: unknown }, depth: number): Record<string, unknown> {
    const { code, cause, ...rest } = error;
    return {
      type: error.name,
      message: copy(error.message, depth),
      ...(code !== undefined && { code: copy(code, depth) }),
      stack: copy(error.stack, depth),
      ...copyFields(rest, depth),
      ...(cause !== undefined && { cause: visit(cause, depth) }),
    };
  }

  try {
    return copy(value, 0);
  } catch (error) {
    return { notLogged: String(error) };
  }
}

/** A whole name; how long what surrounds its part may be is limited for the sake of long texts without one. */
const secretWord = `[\\w-]{0,32}(?:${secretName.source})[\\w-]{0,32}`;

/** Secrets as they stand within texts: in queries, in JSON, in headers, before the host of a URL, as PEM. */
const patterns: [RegExp, string][] = [
  [new RegExp(`([?&](?:code|${secretWord})=)[^&\\s"'\\\\]+`, 'gi'), `$1${REDACTED}`],
  // The quotes of JSON within a text are escaped in the line, once or more.
  [
    new RegExp(`((?<=")${secretWord}\\\\*"\\s*:\\s*\\\\*")(?!\\[redacted\\])[^"\\\\]+`, 'gi'),
    `$1${REDACTED}`,
  ],
  [/\b(Bearer\s+)[\w.~+/=-]+/gi, `$1${REDACTED}`],
  [/\b(WECHATPAY2-SHA256-RSA2048\s+)(?:\\"|[^"'])+/g, `$1${REDACTED}`],
  [/:\/\/[^\s"'\\<>]{0,512}@/g, `://${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[^"])*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, REDACTED],
];

/** A text without the secrets that can be recognised by what surrounds them. */
export function scrub(text: string): string {
  return patterns.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement), text);
}

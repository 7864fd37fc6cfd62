import { isUtf8 } from 'node:buffer';

/** The bytes of a base64 text in its one canonical form; anything that `Buffer.from` would forgive is refused. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined;
}

/** The value of a JSON text in UTF-8; undefined when it is not one. */
export function decodeJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):([0-5]\d):([0-5]\d)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const ISO_LENGTH = '2026-11-23T08:00:00.000Z'.length;

/** An RFC 3339 time in UTC with milliseconds, so that times sort as text; undefined when it names no such time. */
export function decodeTime(text: string): string | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour] = match.slice(1, 5).map(Number) as [number, number, number, number];
  // Date would take 30 February for 1 March, and 24:00 for the next day.
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23) return undefined;
  const utc = new Date(text).toISOString();
  return utc.length === ISO_LENGTH ? utc : undefined;
}

const daysInMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

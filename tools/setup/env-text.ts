/**
 * A `.env` with one variable set, everything else as it was: in the place of the assignment that holds, which is its last,
 * else of the first one that is commented out, else at the end.
 * @throws RangeError when no way of quoting takes the value
 */
export function withVariable(text: string, name: string, value: string): string {
  const assignment = `${name}=${quoted(value)}`;
  const place = placeOf(text, name);
  if (place) return text.slice(0, place.from) + assignment + text.slice(place.to);
  const comment = commentedOut(name);
  if (comment.test(text)) return text.replace(comment, () => assignment);
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${ended}${assignment}\n`;
}

/** The variable without a value, if it is there: to the server it is not set then. */
export function withoutVariable(text: string, name: string): string {
  return placeOf(text, name) ? withVariable(text, name, '') : text;
}

/** Where its last assignment stands, without a comment after it. */
function placeOf(text: string, name: string): { from: number; to: number } | undefined {
  const last = [...text.matchAll(ASSIGNMENT)].findLast(([, , each]) => each === name);
  if (!last) return undefined;
  const [, before, , value = ''] = last;
  return { from: last.index, to: last.index + before!.length + value.trimEnd().length };
}

/** As dotenv takes them, so that what looks like one within a value of several lines is none. */
const ASSIGNMENT =
  /^([ \t]*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?))(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

const commentedOut = (name: string) => new RegExp(`^#[ \\t]*${name}=[^\\r\\n]*`, 'm');

/** As dotenv reads it: without quotes a value ends at a # or a line break, and within any quotes but double ones nothing is special. */
function quoted(value: string): string {
  if (/^[\w./:@,+?&=%-]*$/.test(value)) return value;
  const quote = ["'", '`'].find((each) => !value.includes(each));
  if (quote === undefined || /[\r\n]/.test(value)) throw new RangeError('no quotes are left for this value');
  return quote + value + quote;
}

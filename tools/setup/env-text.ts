/**
 * A `.env` with one variable set, everything else as it was: in the place of its assignment, else of the first one that is
 * commented out, else at the end.
 * @throws RangeError when no way of quoting takes the value
 */
export function withVariable(text: string, name: string, value: string): string {
  const assignment = `${name}=${quoted(value)}`;
  for (const place of [assigned(name), commentedOut(name)]) {
    if (place.test(text)) return text.replace(place, (_, before: string) => before + assignment);
  }
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${ended}${assignment}\n`;
}

/** The variable without a value, if it is there: to the server it is not set then. */
export function withoutVariable(text: string, name: string): string {
  return assigned(name).test(text) ? withVariable(text, name, '') : text;
}

/** With its value, also one of several lines in quotes. */
const assigned = (name: string) =>
  new RegExp(
    `^()[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"(?:\\\\.|[^"\\\\])*"|'[^']*'|\`[^\`]*\`|[^\\r\\n]*)`,
    'm',
  );

const commentedOut = (name: string) => new RegExp(`^()#[ \\t]*${name}=[^\\r\\n]*`, 'm');

/** As dotenv reads it: without quotes a value ends at a # or a line break, and within any quotes but double ones nothing is special. */
function quoted(value: string): string {
  if (/^[\w./:@,+?&=%-]*$/.test(value)) return value;
  const quote = ["'", '`'].find((each) => !value.includes(each));
  if (quote === undefined || /[\r\n]/.test(value)) throw new RangeError('no quotes are left for this value');
  return quote + value + quote;
}

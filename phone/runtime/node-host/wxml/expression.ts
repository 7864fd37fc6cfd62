/** The names that an expression can see, the nearest first. */
export type Scope = readonly Readonly<Record<string, unknown>>[];

type Evaluate = (names: object) => unknown;

const compiled = new Map<string, Evaluate>();

/**
 * The value of an attribute or a text: `{{i.uid||i.sid}}` gives what the expression gives, anything around it makes it text. A member of
 * undefined is undefined, as in WXML.
 */
export function evaluateText(source: string, scope: Scope): unknown {
  const parts = splitText(source);
  const values = parts.map((part) =>
    typeof part === 'string' ? part : evaluate(`(${part.expression})`, scope),
  );
  if (values.length === 1) return values[0];
  return values.map((value) => (value === undefined || value === null ? '' : String(value))).join('');
}

/** The `data` of a template: `{{i:item,...rest,name}}` is an object without its braces. */
export function evaluateObject(source: string, scope: Scope): Record<string, unknown> {
  const [part] = splitText(source.trim());
  if (part === undefined || typeof part === 'string') return {};
  return (evaluate(`({${part.expression}})`, scope) ?? {}) as Record<string, unknown>;
}

function evaluate(expression: string, scope: Scope): unknown {
  let run = compiled.get(expression);
  if (!run) {
    run = new Function('names', `with (names) { return ${expression}; }`) as Evaluate;
    compiled.set(expression, run);
  }
  const names = new Proxy(
    {},
    {
      has: () => true,
      get: (_target, name) =>
        typeof name === 'string' ? scope.find((level) => Object.hasOwn(level, name))?.[name] : undefined,
    },
  );
  try {
    return run(names);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function splitText(source: string): (string | { expression: string })[] {
  const parts: (string | { expression: string })[] = [];
  let at = 0;
  while (at < source.length) {
    const start = source.indexOf('{{', at);
    if (start < 0) break;
    const end = expressionEnd(source, start + 2);
    if (start > at) parts.push(source.slice(at, start));
    parts.push({ expression: source.slice(start + 2, end) });
    at = end + 2;
  }
  if (at < source.length || parts.length === 0) parts.push(source.slice(at));
  return parts;
}

/** The place of the `}}` that ends it: not one within quotation marks, nor one that ends an object of its own. */
function expressionEnd(source: string, start: number): number {
  let quote = '';
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    if (quote) {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('{[('.includes(character)) depth++;
    else if (depth === 0 && source.startsWith('}}', at)) return at;
    else if ('}])'.includes(character)) depth--;
  }
  throw new Error(`{{ has no end in: ${source}`);
}

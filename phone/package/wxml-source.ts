/** Marks the last argument of a call in a template as the place where the call stands. */
export const placeMark = '@@';

const voidWords = /(?:^|[^\w$.])(?:typeof|void|in|instanceof)$/;

/**
 * WXML as WeChat's compiler reads it, where glass-easel's reads it otherwise: entities of a text stay as they are written, but in
 * `<text decode>`, and of templates with an equal name the last one counts. And each call in an expression gets its place as one more
 * argument, so that what it throws can be said with its line; lines stay as they are.
 *
 * @param path of the file, as `pages/a/a.wxml`
 */
export function prepareWxml(source: string, path: string): string {
  let written = '';
  let at = 0;
  let decodes = false;
  const templates = new Map<string, number>();
  for (const [, name] of source.matchAll(/<template\b[^>]*?\sname=["']([^"']*)["']/g))
    templates.set(name!, (templates.get(name!) ?? 0) + 1);

  const take = (end: number) => {
    written += source.slice(at, end);
    at = end;
  };
  const lineAt = (place: number) => source.slice(0, place).split('\n').length;
  /** Of `{{…}}` that begins here. */
  const takeExpression = (quote: '"' | "'", limit: number) => {
    const end = expressionEnd(source, at + 2, limit);
    written += markCalls(source.slice(at, end), quote, (offset) => `${path}:${lineAt(at + offset)}`);
    at = end;
  };

  while (at < source.length) {
    if (source.startsWith('<!--', at)) {
      take(endOf(source, '-->', at + 4));
    } else if (/^<[a-zA-Z]/.test(source.slice(at, at + 2))) {
      const start = at;
      const writtenBefore = written.length;
      const tag = /^<[\w.:-]+/.exec(source.slice(at))![0].slice(1);
      take(at + 1 + tag.length);
      while (at < source.length && source[at] !== '>') {
        const quote = source[at] as '"' | "'";
        if (quote !== '"' && quote !== "'") {
          take(at + 1);
          continue;
        }
        const closing = endOf(source, quote, at + 1);
        take(at + 1);
        while (at < closing) {
          if (source.startsWith('{{', at)) takeExpression(quote === '"' ? "'" : '"', closing - 1);
          else take(at + 1);
        }
      }
      take(Math.min(at + 1, source.length));
      const opening = source.slice(start, at);
      // As it was written: the places of its calls make it longer than it is in the source.
      if (tag === 'template')
        written = written.slice(0, writtenBefore) + renamed(written.slice(writtenBefore), templates);
      const closed = opening.endsWith('/>');
      if (tag === 'text') decodes = !closed && /\sdecode(?=[\s=>])(?!="\{\{\s*false)/.test(opening);
      if (tag === 'wxs' && !closed) {
        const end = source.indexOf('</wxs', at);
        take(end < 0 ? source.length : end);
      }
    } else if (source.startsWith('</', at)) {
      if (source.startsWith('</text', at)) decodes = false;
      take(endOf(source, '>', at));
    } else if (source.startsWith('{{', at)) {
      takeExpression("'", source.length);
    } else {
      written += source[at] === '&' && !decodes ? '&amp;' : source[at];
      at += 1;
    }
  }
  return written;
}

/** The last of several is the one with the name. */
function renamed(opening: string, left: Map<string, number>): string {
  return opening.replace(/(\sname=["'])([^"']*)/, (all, before: string, name: string) => {
    const count = left.get(name) ?? 1;
    left.set(name, count - 1);
    return count > 1 ? `${before}${name} (${count})` : all;
  });
}

function markCalls(code: string, quote: '"' | "'", placeOf: (offset: number) => string): string {
  const open: (string | undefined)[] = [];
  let written = '';
  let within = '';
  for (let at = 0; at < code.length; at++) {
    const character = code[at]!;
    if (within !== '') {
      if (character === '\\') {
        written += character;
        at += 1;
      } else if (character === within) within = '';
    } else if (character === '"' || character === "'") within = character;
    else if (character === '(') {
      const before = code.slice(0, at).trimEnd();
      const isCall = /[\w$)\]]$/.test(before) && !voidWords.test(before);
      open.push(isCall ? placeOf(at) : undefined);
    } else if (character === ')') {
      const place = open.pop();
      const comma = written.trimEnd().endsWith('(') ? '' : ',';
      if (place !== undefined) written += `${comma}${quote}${placeMark}${place}${quote}`;
    }
    written += code[at] ?? '';
  }
  return written;
}

/** Behind the `}}`, one within quotation marks left out; `limit` when there is none. */
function expressionEnd(source: string, start: number, limit: number): number {
  let within = '';
  for (let at = start; at < limit; at++) {
    const character = source[at]!;
    if (within !== '') {
      if (character === '\\') at += 1;
      else if (character === within) within = '';
    } else if (character === '"' || character === "'") within = character;
    else if (source.startsWith('}}', at)) {
      // `{{ {a:{b:1}} }}`: as many as there are, the last two end it.
      let end = at + 2;
      while (end < limit && source[end] === '}') end += 1;
      return end;
    }
  }
  return limit;
}

function endOf(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from);
  return found < 0 ? source.length : found + text.length;
}

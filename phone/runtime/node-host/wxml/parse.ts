export interface WxmlElement {
  tag: string;
  /** Without a value: true. */
  attributes: Record<string, string | true>;
  children: WxmlNode[];
}

export type WxmlNode = WxmlElement | { text: string };

const openTag = /<([a-zA-Z][\w:.-]*)((?:\s+[^\s=/>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*(\/?)>/y;
const attribute = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g;
const closeTag = /<\/([a-zA-Z][\w:.-]*)\s*>/y;

/** Parses WXML as strictly as WeChat's compiler: every element has its end tag or closes itself. Throws with the place otherwise. */
export function parseWxml(source: string, path: string): WxmlNode[] {
  const root: WxmlElement = { tag: '', attributes: {}, children: [] };
  const open: WxmlElement[] = [root];
  let at = 0;

  const fail = (problem: string): never => {
    const line = source.slice(0, at).split('\n').length;
    throw new Error(`${path}:${line}: ${problem}`);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found;
  };

  while (at < source.length) {
    const parent = open.at(-1)!;
    if (source.startsWith('<!--', at)) {
      const end = source.indexOf('-->', at);
      at = end < 0 ? source.length : end + 3;
      continue;
    }
    if (source.startsWith('</', at)) {
      const [, tag] = match(closeTag) ?? fail('an end tag that cannot be read');
      if (tag !== parent.tag) fail(`</${tag}> ends <${parent.tag}>`);
      open.pop();
      continue;
    }
    const started = source[at] === '<' ? match(openTag) : null;
    if (!started) {
      const text = textFrom(source, at);
      at += text.length;
      if (text.trim() !== '') parent.children.push({ text });
      continue;
    }
    const [, tag = '', attributes = '', selfClosing] = started;
    const element: WxmlElement = { tag, attributes: readAttributes(attributes), children: [] };
    parent.children.push(element);
    if (selfClosing) continue;
    open.push(element);
    if (tag === 'wxs') {
      const end = source.indexOf('</wxs>', at);
      if (end < 0) fail('<wxs> has no end tag');
      element.children.push({ text: source.slice(at, end) });
      at = end;
    }
  }
  if (open.length > 1) fail(`<${open.at(-1)!.tag}> has no end tag`);
  return root.children;
}

/** Up to the next tag; a `<` within {{ }} is no tag. */
function textFrom(source: string, start: number): string {
  let at = start;
  do {
    const expression = source.indexOf('{{', at);
    const tag = source.indexOf('<', at === start ? at + 1 : at);
    if (tag < 0) return source.slice(start);
    if (expression < 0 || expression > tag) return source.slice(start, tag);
    const end = source.indexOf('}}', expression);
    at = end < 0 ? source.length : end + 2;
  } while (at < source.length);
  return source.slice(start);
}

function readAttributes(text: string): Record<string, string | true> {
  const attributes: Record<string, string | true> = {};
  for (const [, name = '', double, single, bare] of text.matchAll(attribute)) {
    attributes[name] = double ?? single ?? bare ?? true;
  }
  return attributes;
}

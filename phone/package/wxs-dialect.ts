import { type MemberExpression, type Node, parse } from 'acorn';
import { full } from 'acorn-walk';

/** What a module of WXS finds around it; the rest of a browser's world is not there. */
const known = new Set([
  ...['module', 'exports', 'require', 'getRegExp', 'getDate', 'console', 'arguments', 'undefined'],
  ...[
    'JSON',
    'Math',
    'Number',
    'Date',
    'Object',
    'Array',
    'String',
    'Boolean',
    'RegExp',
    'Error',
    'TypeError',
  ],
  ...['RangeError', 'SyntaxError', 'Infinity', 'NaN', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
  ...[
    'decodeURI',
    'decodeURIComponent',
    'encodeURI',
    'encodeURIComponent',
    'Symbol',
    'Map',
    'Set',
    'Promise',
  ],
]);

export interface Wxs {
  /** JavaScript, each line where it was. Nothing when the source is broken. */
  code: string;
  problem?: { line: number; message: string };
}

type Change = { start: number; end: number; text: string };

/**
 * WXS as JavaScript. In WXS `x.constructor` is a word such as `'Array'`, the text in `getRegExp('\d')` is taken as it is written, and there
 * is nothing of the browser: names that WXS does not have are undefined, `this` too.
 * https://developers.weixin.qq.com/miniprogram/dev/reference/wxs/06datatype.html
 */
export function compileWxs(source: string): Wxs {
  let root: Node;
  try {
    root = parse(source, { ecmaVersion: 2018, allowReturnOutsideFunction: true });
  } catch (error) {
    const { loc, message } = error as Error & { loc: { line: number } };
    return { code: '', problem: { line: loc.line, message: message.replace(/ \(\d+:\d+\)$/, '') } };
  }
  const changes: Change[] = [];
  const used = new Set<string>();
  const assigned = new Set<Node>();
  full(root, (node) => {
    if (node.type === 'AssignmentExpression') assigned.add((node as never as { left: Node }).left);
    if (node.type === 'UpdateExpression') assigned.add((node as never as { argument: Node }).argument);
  });
  full(root, (node) => {
    if (node.type === 'ThisExpression') changes.push({ ...span(node), text: '(void 0)' });
    if (node.type === 'Identifier') used.add((node as never as { name: string }).name);
    if (node.type === 'MemberExpression' && !assigned.has(node))
      changes.push(...constructorOf(node as never));
    if (node.type === 'CallExpression') changes.push(...rawPattern(node as never, source));
  });
  const hidden = [...used].filter((name) => !known.has(name));
  // What it declares itself it declares again, further in.
  return { code: `(function(${hidden}){(function(){${apply(source, changes)}\n})()})()` };
}

function constructorOf({ object, property, computed, end }: MemberExpression): Change[] {
  const { name, value } = property as { name?: string; value?: unknown };
  if ((computed ? value : name) !== 'constructor') return [];
  return [
    { start: object.start, end: object.start, text: 'typeWord(' },
    { start: object.end, end, text: ')' },
  ];
}

function rawPattern(
  { callee, arguments: given }: { callee: Node; arguments: Node[] },
  source: string,
): Change[] {
  const [first] = given as [{ type: string; value?: unknown } & Node];
  if ((callee as { name?: string }).name !== 'getRegExp' || typeof first?.value !== 'string') return [];
  return [{ ...span(first), text: JSON.stringify(source.slice(first.start + 1, first.end - 1)) }];
}

function span({ start, end }: Node) {
  return { start, end };
}

function apply(source: string, changes: Change[]): string {
  let written = '';
  let at = 0;
  // Of two that begin at the same place the one that only inserts comes first.
  for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start || a.end - b.end)) {
    written += source.slice(at, start) + text;
    at = end;
  }
  return written + source.slice(at);
}

/** How a handler is bound: https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html */
export interface Binding {
  type: string;
  handler: string;
  mode: 'bind' | 'catch' | 'mut-bind';
  capture: boolean;
  /** The component whose method it is; undefined: the page's. */
  componentId: number | undefined;
}

/** What is on the screen: an element with the attributes that the built WXML really gives it, or a text (`#text`). */
export interface ViewNode {
  tag: string;
  text: string;
  /** The `id` as written. */
  id: string;
  attributes: Record<string, unknown>;
  dataset: Record<string, unknown>;
  bindings: Binding[];
  children: ViewNode[];
  parent: ViewNode | undefined;
}

/** From the node itself up to the page's root. */
export function ancestors(node: ViewNode): ViewNode[] {
  return node.parent ? [node, ...ancestors(node.parent)] : [node];
}

/** The node and all below it, in the order of the page. */
export function descendants(node: ViewNode): ViewNode[] {
  return [node, ...node.children.flatMap(descendants)];
}

/** What the user can read of it: hidden parts are left out, and blocks are apart by a line's end. */
export function visibleText(node: ViewNode): string {
  return readText(node)
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim();
}

function readText(node: ViewNode): string {
  if (isHidden(node)) return '';
  if (node.tag === '#text') return node.text;
  const inner = node.children.map(readText).join('');
  if (node.tag === 'input' || node.tag === 'textarea') return `\n${String(node.attributes.value ?? '')}\n`;
  return node.tag === 'text' ? inner : `\n${inner}\n`;
}

export function isHidden({ attributes }: ViewNode): boolean {
  const { hidden, style } = attributes;
  return (
    (hidden !== undefined && hidden !== false && hidden !== '') || /display:\s*none/.test(String(style ?? ''))
  );
}

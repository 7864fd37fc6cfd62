import { evaluateObject, evaluateText, type Scope } from './expression';
import type { WxmlElement, WxmlNode } from './parse';
import type { Binding, ViewNode } from './view-node';
import type { WxmlFile } from './wxml-file';

/** Draws a component where one stands; undefined when the tag is none. */
export type RenderComponent = (request: {
  tag: string;
  file: WxmlFile;
  /** The same on every drawing, as long as the component stays. */
  key: string;
  attributes: Record<string, unknown>;
  slot: ViewNode[];
}) => ViewNode[] | undefined;

interface Place {
  file: WxmlFile;
  scope: Scope;
  key: string;
  componentId: number | undefined;
  slot: ViewNode[];
  component: RenderComponent;
}

/** Draws a file's nodes with a page's or component's data. */
export function renderFile(
  file: WxmlFile,
  data: Record<string, unknown>,
  place: Pick<Place, 'key' | 'componentId' | 'slot' | 'component'>,
): ViewNode[] {
  const top = file.nodes.filter(
    (node) => !('tag' in node && node.tag === 'template' && 'name' in node.attributes),
  );
  return renderAll(top, { ...place, file, scope: [data, file.wxs] });
}

function renderAll(nodes: WxmlNode[], place: Place): ViewNode[] {
  let chosen = true;
  return nodes.flatMap((node, index) => {
    const at = { ...place, key: `${place.key}/${index}` };
    if (!('tag' in node)) return [textNode(String(evaluateText(node.text, place.scope) ?? ''))];
    const condition = ['wx:if', 'wx:elif', 'wx:else'].find((name) => name in node.attributes);
    if (condition && !node.attributes['wx:for']) {
      const tried = condition !== 'wx:if' && chosen;
      const holds = condition === 'wx:else' || Boolean(read(node.attributes[condition], place.scope));
      chosen = tried || holds;
      if (tried || !holds) return [];
    }
    return 'wx:for' in node.attributes ? renderEach(node, at) : renderOne(node, at);
  });
}

function renderEach(element: WxmlElement, place: Place): ViewNode[] {
  const { attributes } = element;
  const list = read(attributes['wx:for'], place.scope);
  const itemName = String(attributes['wx:for-item'] ?? 'item');
  const indexName = String(attributes['wx:for-index'] ?? 'index');
  const keyName = attributes['wx:key'];
  const entries = typeof list === 'number' ? [...Array(list).keys()].entries() : Object.entries(list ?? {});
  return [...entries].flatMap(([index, item]) => {
    const position = Array.isArray(list) ? Number(index) : index;
    const scope = [{ [itemName]: item, [indexName]: position }, ...place.scope];
    const ownKey = keyName === '*this' ? item : (item as Record<string, unknown> | null)?.[String(keyName)];
    const key = `${place.key}:${String(ownKey ?? index)}`;
    const condition = attributes['wx:if'];
    if (condition !== undefined && !read(condition, scope)) return [];
    return renderOne(element, { ...place, scope, key });
  });
}

function renderOne(element: WxmlElement, place: Place): ViewNode[] {
  const { tag, attributes, children } = element;
  if (tag === 'block') return renderAll(children, place);
  if (tag === 'template') return renderTemplate(attributes, place);
  if (tag === 'slot') return place.slot;
  const { values, dataset, bindings } = readAttributes(attributes, place);
  const slot = renderAll(children, place);
  const drawn = place.component({ tag, file: place.file, key: place.key, attributes: values, slot });
  const node: ViewNode = {
    tag,
    text: '',
    id: String(values.id ?? ''),
    attributes: values,
    dataset,
    bindings,
    children: drawn ?? slot,
    parent: undefined,
  };
  for (const child of node.children) child.parent = node;
  return [node];
}

function renderTemplate(attributes: WxmlElement['attributes'], place: Place): ViewNode[] {
  const name = String(read(attributes.is, place.scope));
  const template = place.file.templates.get(name);
  if (!template) return [];
  const data = typeof attributes.data === 'string' ? evaluateObject(attributes.data, place.scope) : {};
  const { file, element } = template;
  return renderAll(element.children, { ...place, file, scope: [data, file.wxs] });
}

function readAttributes(attributes: WxmlElement['attributes'], place: Place) {
  const values: Record<string, unknown> = {};
  const dataset: Record<string, unknown> = {};
  const bindings: Binding[] = [];
  for (const [name, source] of Object.entries(attributes)) {
    if (name.startsWith('wx:')) continue;
    const value = read(source, place.scope);
    const bound = /^(capture-)?(bind|catch|mut-bind):?(\w+)$/.exec(name);
    if (bound) {
      const [, capture, mode, type = ''] = bound;
      if (value === '' || value === true || value === undefined) continue;
      bindings.push({
        type: type.toLowerCase(),
        handler: String(value),
        mode: mode as Binding['mode'],
        capture: capture !== undefined,
        componentId: place.componentId,
      });
    } else if (name.startsWith('data-')) {
      dataset[camelCase(name.slice(5))] = value;
    } else if (value !== undefined) values[name] = value;
  }
  return { values, dataset, bindings };
}

function read(source: string | true | undefined, scope: Scope): unknown {
  return typeof source === 'string' ? evaluateText(source, scope) : source;
}

function textNode(text: string): ViewNode {
  return {
    tag: '#text',
    text,
    id: '',
    attributes: {},
    dataset: {},
    bindings: [],
    children: [],
    parent: undefined,
  };
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

import type { SelectorQuery } from '../runtime';

/**
 * What `wx.createSelectorQuery` asks for: sizes in logical pixels, relative to the page's visible part.
 * https://developers.weixin.qq.com/miniprogram/dev/api/wxml/NodesRef.fields.html
 */
export function select({ selector, all, fields }: SelectorQuery): unknown {
  const found = [...document.querySelectorAll<HTMLElement>(browserSelector(selector))];
  if (all) return found.map((element) => describe(element, fields));
  return found[0] ? describe(found[0], fields) : null;
}

function describe(element: HTMLElement, fields: Record<string, unknown>) {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const scrolled = element === document.body ? document.scrollingElement! : element;
  const { __wxElement } = element as HTMLElement & { __wxElement?: { dataset: object } };
  const parts: Record<string, object> = {
    id: { id: element.id },
    dataset: { dataset: { ...__wxElement?.dataset } },
    rect: { left, top, right, bottom },
    size: { width, height },
    scrollOffset: { scrollLeft: scrolled.scrollLeft, scrollTop: scrolled.scrollTop },
  };
  return Object.assign({}, ...Object.keys(parts).map((name) => (fields[name] ? parts[name] : {})));
}

/** Tags have a prefix here, and the page is the body. */
function browserSelector(selector: string): string {
  return selector.replace(/(^|[\s>+~,(])([a-z][\w-]*)/gi, (_, before: string, tag: string) =>
    tag === 'page' ? `${before}body` : `${before}wx-${tag}`,
  );
}

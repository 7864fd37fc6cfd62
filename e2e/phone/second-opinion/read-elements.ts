/// <reference lib="dom" />

/** One element as a browser has drawn it. */
export interface Drawn {
  /** As people would write it: `wx-view#_A.card`. */
  name: string;
  /** Its own, without its children's. */
  text: string;
  attributes: Record<string, string>;
  /** In px: of the element and of its own text. */
  box: Record<string, number>;
  style: Record<string, string>;
  children: Drawn[];
}

/** Reads the document's body. In the browser, where it has nothing of this file. */
export function readElements(): Drawn {
  const properties = {
    '': 'display color background-color opacity font-size font-weight line-height text-align border-top-left-radius',
    '::before': 'content',
    '::after': 'content display color width height font-size border-right-width border-right-color transform',
  };
  // What turns or breathes is looked at as it is at rest.
  for (const animation of document.getAnimations()) animation.cancel();
  return read(document.body);

  function read(element: Element): Drawn {
    // What is in the body but not in the page is the document's.
    const texts = element === document.body ? [] : [...element.childNodes];
    const own = texts.filter((node): node is Text => node.nodeType === Node.TEXT_NODE);
    const attributes = ['role', 'aria-label', 'aria-hidden'].flatMap((name) => {
      const value = element.getAttribute(name);
      return value === null ? [] : [[name, value]];
    });
    return {
      name: nameOf(element),
      text: own.map(({ data }) => data).join(''),
      attributes: Object.fromEntries(attributes),
      box: { ...boxOf(element, ''), ...textBoxOf(own) },
      style: styleOf(element),
      children: [...element.children].flatMap(below).map(read),
    };
  }

  /** Our runtime has an element for the page itself, below the body and without a box. */
  function below(child: Element): Element[] {
    if (/^(SCRIPT|STYLE)$/.test(child.tagName)) return [];
    return child.tagName === 'WX-PAGE' ? [...child.children] : [child];
  }

  function nameOf({ tagName, id, classList }: Element): string {
    // An id inside a component has the component's before it; classes in `wx-` are the built-in components' own.
    const ownId = id.replace(/^.*--/, '');
    const classes = [...classList].filter((name) => !name.startsWith('wx-')).sort();
    return [tagName.toLowerCase(), ownId && `#${ownId}`, ...classes.map((name) => `.${name}`)].join('');
  }

  function boxOf(measured: Element | Range, prefix: string) {
    const { left, top, width, height } = measured.getBoundingClientRect();
    return {
      [`${prefix}left`]: left,
      [`${prefix}top`]: top,
      [`${prefix}width`]: width,
      [`${prefix}height`]: height,
    };
  }

  function textBoxOf(own: Text[]) {
    if (own.length === 0) return {};
    const range = document.createRange();
    range.setStartBefore(own[0]!);
    range.setEndAfter(own.at(-1)!);
    return boxOf(range, "text's ");
  }

  function styleOf(element: Element): Record<string, string> {
    const all = Object.entries(properties).flatMap(([pseudo, names]) => {
      const style = getComputedStyle(element, pseudo);
      if (pseudo && style.content === 'none') return [];
      return names.split(' ').map((name) => [`${pseudo} ${name}`.trim(), style.getPropertyValue(name)]);
    });
    return Object.fromEntries(all);
  }
}

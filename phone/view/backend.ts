import { CurrentWindowBackendContext } from 'glass-easel';
import { browserValue } from './units';

type Complain = (text: string) => void;

/** Tags that are drawn as they should be. */
const drawn = new Set(['page', 'custom-wrapper']);

export function isDrawn(tag: string): void {
  drawn.add(tag);
}

/**
 * The DOM as glass-easel uses it, with two differences: WXML's tags get the prefix `wx-` (a `button` of WXML is not the browser's), and a
 * tag that is not modelled is drawn as a box with its name in it.
 */
export class PageBackend extends CurrentWindowBackendContext {
  readonly #complain: Complain;
  readonly #missing = new Set<string>();

  constructor(complain: Complain) {
    super();
    this.#complain = complain;
    this.document = {
      createElement: (tag) => this.#create(tag),
      createTextNode: (text) => document.createTextNode(text) as never,
      createDocumentFragment: () => document.createDocumentFragment() as never,
    };
  }

  /** Whoever can tap something can also reach it with the keyboard. */
  override setListenerStats(element: object, type: string): void {
    const tapped = element as HTMLElement;
    if (type === 'tap' && !tapped.hasAttribute('tabindex')) tapped.tabIndex = 0;
  }

  override onEvent(): void {}

  #create(tag: string) {
    const element = document.createElement(`wx-${tag.toLowerCase()}`);
    if (!drawn.has(tag)) this.#markMissing(element, tag);
    element.setAttribute = (name: string, value: unknown) => {
      const text = String(value ?? '');
      HTMLElement.prototype.setAttribute.call(element, name, name === 'style' ? browserValue(text) : text);
    };
    return element as never;
  }

  #markMissing(element: HTMLElement, tag: string): void {
    element.dataset.placeholder = `<${tag}>`;
    if (this.#missing.has(tag)) return;
    this.#missing.add(tag);
    this.#complain(tag);
  }
}

import type { PageMessage, RenderMessage, SelectorQuery } from '../runtime';
import type { Appearance, FromView, ToView } from '../view/messages';

/** What a page tells of itself. */
export interface FrameListener {
  event(message: Extract<FromView, { type: 'event' }>['event']): void;
  component(change: Extract<FromView, { type: 'component' }>['change']): void;
  complaint(text: string, detail?: string): void;
}

/** One page of a stack: an iframe of the screen's size, so that `vw`, `100vh` and `position: fixed` are the page's own. */
export class PageFrame {
  readonly element = document.createElement('iframe');
  readonly #listener: FrameListener;
  /** Said before the page's scripts run. */
  #queue: ToView[] | undefined = [];
  readonly #rendered = new Map<number, () => void>();
  readonly #selected = new Map<number, (results: unknown[]) => void>();
  readonly #buttons = new Map<number, (count: number) => void>();
  readonly #opened: () => void;
  #lastId = 0;

  /** @param url of the page's document */
  constructor(
    readonly page: PageMessage,
    url: string,
    appearance: Appearance,
    listener: FrameListener,
    opened: () => void,
  ) {
    this.#listener = listener;
    this.#opened = opened;
    this.element.title = page.path;
    this.element.dataset.page = page.path;
    this.element.src = url;
    window.addEventListener('message', this.#hear);
    this.#say({ type: 'open', page, appearance });
  }

  render(message: RenderMessage, rendered: () => void): void {
    const id = ++this.#lastId;
    this.#rendered.set(id, rendered);
    this.#say({ type: 'render', message, id });
  }

  select(queries: SelectorQuery[], reply: (results: unknown[]) => void): void {
    const id = ++this.#lastId;
    this.#selected.set(id, reply);
    this.#say({ type: 'select', queries, id });
  }

  buttons(press?: number): Promise<number> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#buttons.set(id, resolve);
      this.#say({ type: 'buttons', id, ...(press !== undefined && { press }) });
    });
  }

  scroll(options: Record<string, unknown>): void {
    this.#say({ type: 'scroll', options });
  }

  appear(appearance: Appearance): void {
    this.#say({ type: 'appearance', appearance });
  }

  /** Only the page on top can be seen, tapped and read. */
  show(isOnTop: boolean): void {
    this.element.classList.toggle('behind', !isOnTop);
    this.element.inert = !isOnTop;
  }

  remove(): void {
    window.removeEventListener('message', this.#hear);
    this.element.remove();
  }

  #say(message: ToView): void {
    if (this.#queue) this.#queue.push(message);
    else this.element.contentWindow?.postMessage(message, location.origin);
  }

  readonly #hear = ({ data, source }: MessageEvent): void => {
    if (source !== this.element.contentWindow || source === null) return;
    const message = data as FromView;
    switch (message.type) {
      case 'ready': {
        const queue = this.#queue ?? [];
        this.#queue = undefined;
        for (const each of queue) this.#say(each);
        break;
      }
      case 'opened':
        this.#opened();
        break;
      case 'rendered':
        this.#rendered.get(message.id)?.();
        this.#rendered.delete(message.id);
        break;
      case 'selected':
        this.#selected.get(message.id)?.(message.results);
        this.#selected.delete(message.id);
        break;
      case 'buttons':
        this.#buttons.get(message.id)?.(message.count);
        this.#buttons.delete(message.id);
        break;
      case 'event':
        this.#listener.event(message.event);
        break;
      case 'component':
        this.#listener.component(message.change);
        break;
      case 'complaint':
        this.#listener.complaint(message.text, message.detail);
        break;
    }
  };
}

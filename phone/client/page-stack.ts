import type { PageMessage, RenderMessage, SelectorQuery, ViewPort } from '../runtime';
import type { Appearance } from '../view/messages';
import { type FrameListener, PageFrame } from './page-frame';
import './stack.css';

/** The pages of one running mini-program, all of them on the screen's place, the top one visible. */
export class PageStack implements ViewPort {
  readonly element = document.createElement('div');
  readonly #frames = new Map<number, PageFrame>();
  readonly #version: string;
  readonly #listener: (webviewId: number) => FrameListener;
  #appearance: Appearance;
  #shown = 0;

  /** @param version of the package, whose pages the server has under that name */
  constructor(version: string, appearance: Appearance, listener: (webviewId: number) => FrameListener) {
    this.element.className = 'stack';
    this.#version = version;
    this.#appearance = appearance;
    this.#listener = listener;
  }

  open(page: PageMessage, rendered: () => void): void {
    const url = `/packages/${this.#version}/pages/${page.path}`;
    const frame = new PageFrame(page, url, this.#appearance, this.#listener(page.webviewId), rendered);
    this.#frames.set(page.webviewId, frame);
    this.element.append(frame.element);
    this.#arrange();
  }

  close(webviewIds: number[]): void {
    for (const id of webviewIds) {
      this.#frames.get(id)?.remove();
      this.#frames.delete(id);
    }
  }

  show(webviewId: number): void {
    this.#shown = webviewId;
    this.#arrange();
  }

  render(message: RenderMessage, rendered: () => void): void {
    this.#frames.get(message.webviewId)?.render(message, rendered);
  }

  select(webviewId: number, queries: SelectorQuery[], reply: (results: unknown[]) => void): void {
    const frame = this.#frames.get(webviewId);
    if (frame) frame.select(queries, reply);
    else reply(queries.map(({ all }) => (all ? [] : null)));
  }

  pageScrollTo(webviewId: number, options: Record<string, unknown>): void {
    this.#frames.get(webviewId)?.scroll(options);
  }

  /** Of the page on top: how many buttons can be seen; `press` taps one of them. */
  buttons(press?: number): Promise<number> | undefined {
    return this.#frames.get(this.#shown)?.buttons(press);
  }

  appear(appearance: Appearance): void {
    this.#appearance = appearance;
    for (const frame of this.#frames.values()) frame.appear(appearance);
  }

  setVisible(visible: boolean): void {
    this.element.classList.toggle('behind', !visible);
    this.element.inert = !visible;
  }

  remove(): void {
    for (const frame of this.#frames.values()) frame.remove();
    this.element.remove();
  }

  #arrange(): void {
    for (const [id, frame] of this.#frames) frame.show(id === this.#shown);
  }
}

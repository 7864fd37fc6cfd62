import type { Core } from './core';
import { applySetData } from './set-data';

type Members = Record<string, unknown>;

/** One page of the stack: the object that the page's methods know as `this`, and where it stands in its lifecycle. */
export class Page {
  readonly #core: Core;
  /** `this` of the page's methods. */
  readonly object: Members;
  shown = false;
  #rendered = false;
  #ready = false;

  constructor(
    core: Core,
    readonly webviewId: number,
    readonly path: string,
    readonly query: Record<string, string>,
    definition: Members,
  ) {
    this.#core = core;
    this.object = createObject(core, definition);
    Object.assign(this.object, {
      is: path,
      route: path,
      options: core.give(query),
      __route__: path,
      getPageId: () => webviewId,
      setData: (change: Members, callback?: () => void) => {
        applySetData(this.object.data as Members, change);
        core.ports.view.render({ webviewId, data: core.give(change) }, () => {
          if (typeof callback === 'function') core.run.deliver(() => callback.call(this.object));
        });
      },
    });
  }

  load(): void {
    this.call('onLoad', this.#core.give(this.query));
  }

  show(): void {
    this.shown = true;
    this.call('onShow');
    this.#readyOnce();
  }

  hide(): void {
    if (!this.shown) return;
    this.shown = false;
    this.call('onHide');
  }

  unload(): void {
    this.shown = false;
    this.call('onUnload');
  }

  /** The view has drawn the page for the first time. */
  rendered(): void {
    this.#rendered = true;
    this.#readyOnce();
  }

  call(name: string, ...values: unknown[]): void {
    const method = this.object[name];
    if (typeof method === 'function') this.#core.run.deliver(() => method.apply(this.object, values));
  }

  #readyOnce(): void {
    if (this.#ready || !this.#rendered || !this.shown) return;
    this.#ready = true;
    this.call('onReady');
  }
}

/** Functions are shared, everything else is the instance's own copy. */
export function createObject(core: Core, definition: Members): Members {
  const object: Members = core.give({});
  for (const name in definition) {
    const value = definition[name];
    object[name] = typeof value === 'function' ? value : core.give(value);
  }
  object.data ??= core.give({});
  return object;
}

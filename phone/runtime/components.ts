import type { Core } from './core';
import { createObject } from './page';
import { applySetData } from './set-data';

type Members = Record<string, unknown>;

export interface ComponentMessage {
  webviewId: number;
  /** Chosen by the view; never used again while this app lives. */
  componentId: number;
  /** Where the component is defined, without `.js`: `comp`. */
  path: string;
  properties: Members;
}

/**
 * Instances of `Component()`: properties, data, methods, `setData` and the lifetimes created, attached, ready, detached. The view says when
 * one appears, changes and goes.
 */
export class Components {
  readonly #core: Core;
  readonly #definitions = new Map<string, Members>();
  readonly #instances = new Map<number, { object: Members; definition: Members }>();

  constructor(core: Core) {
    this.#core = core;
  }

  define(path: string, definition: Members): void {
    this.#definitions.set(path, definition);
  }

  /** The view hears the first data, properties and all, as if set by `setData`. */
  create({ webviewId, componentId, path, properties }: ComponentMessage): void {
    const core = this.#core;
    const definition = this.#definitions.get(path) ?? {};
    const object = createObject(core, { ...asMembers(definition.methods), data: definition.data });
    const data = object.data as Members;
    Object.assign(data, core.give(defaults(definition)), core.give(properties));
    Object.assign(object, {
      is: path,
      properties: data,
      getPageId: () => webviewId,
      setData: (change: Members, callback?: () => void) => {
        applySetData(data, change);
        core.ports.view.render({ webviewId, componentId, data: core.give(change) }, () => {
          if (typeof callback === 'function') core.run.deliver(() => callback.call(object));
        });
      },
    });
    this.#instances.set(componentId, { object, definition });
    core.ports.view.render({ webviewId, componentId, data: core.give(data) }, () => {});
    for (const lifetime of ['created', 'attached', 'ready']) this.#lifetime(componentId, lifetime);
  }

  update(id: number, properties: Members): void {
    const instance = this.#instances.get(id);
    if (instance) Object.assign(instance.object.data as Members, this.#core.give(properties));
  }

  remove(id: number): void {
    this.#lifetime(id, 'detached');
    this.#instances.delete(id);
  }

  find(id: number): Members | undefined {
    return this.#instances.get(id)?.object;
  }

  #lifetime(id: number, name: string): void {
    const instance = this.#instances.get(id);
    const method = asMembers(instance?.definition.lifetimes)[name] ?? instance?.definition[name];
    if (typeof method === 'function') this.#core.run.deliver(() => method.call(instance?.object));
  }
}

/** A page that is written with `Component()`: its methods are the page's, its lifetimes stand around the page's own. */
export function pageFromComponent(definition: Members): Members {
  const methods = asMembers(definition.methods);
  const lifetimes = { ...definition, ...asMembers(definition.lifetimes) };
  const both = (first: unknown, second: unknown) =>
    function (this: unknown, ...values: unknown[]) {
      for (const each of [first, second]) if (typeof each === 'function') each.apply(this, values);
    };
  return {
    ...methods,
    data: { ...defaults(definition), ...asMembers(definition.data) },
    onLoad: both(lifetimes.attached, methods.onLoad),
    onReady: both(lifetimes.ready, methods.onReady),
    onUnload: both(methods.onUnload, lifetimes.detached),
  };
}

/** A property without a value has its type's: https://developers.weixin.qq.com/miniprogram/dev/reference/api/Component.html */
function defaults(definition: Members): Members {
  const empty: Record<string, unknown> = { String: '', Number: 0, Boolean: false, Array: [], Object: null };
  return Object.fromEntries(
    Object.entries(asMembers(definition.properties)).map(([name, given]) => {
      const property = typeof given === 'function' ? { type: given } : asMembers(given);
      const typeName = (property.type as { name?: string } | undefined)?.name ?? '';
      return [name, 'value' in property ? property.value : (empty[typeName] ?? null)];
    }),
  );
}

function asMembers(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

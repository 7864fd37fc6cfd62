import type { LogicLayer } from '../logic-layer';
import type { PackageFiles } from '../options';
import { usedComponents } from '../package-config';
import { applySetData } from '../set-data';
import { type RenderComponent, renderFile } from './wxml/render';
import type { WxmlFile } from './wxml/wxml-file';

type Data = Record<string, unknown>;

interface Instance {
  id: number;
  data: Data;
  /** The properties that it was last given, as JSON. */
  given: string;
}

/** The custom components of one page: the logic layer hears as they appear, change and go. */
export class ComponentHost {
  readonly #files: PackageFiles;
  readonly #load: (path: string) => WxmlFile;
  readonly #webviewId: number;
  readonly #logic: () => LogicLayer;
  readonly #newId: () => number;
  readonly #byKey = new Map<string, Instance>();
  #seen = new Set<string>();

  constructor(
    files: PackageFiles,
    load: (path: string) => WxmlFile,
    webviewId: number,
    logic: () => LogicLayer,
    newId: () => number,
  ) {
    this.#files = files;
    this.#load = load;
    this.#webviewId = webviewId;
    this.#logic = logic;
    this.#newId = newId;
  }

  setData(componentId: number, change: Data): void {
    const instance = [...this.#byKey.values()].find(({ id }) => id === componentId);
    if (instance) applySetData(instance.data, change);
  }

  startDrawing(): void {
    this.#seen = new Set();
  }

  /** What was not drawn again is gone. */
  finishDrawing(): void {
    for (const [key, { id }] of this.#byKey) {
      if (this.#seen.has(key)) continue;
      this.#byKey.delete(key);
      this.#logic().removeComponent(id);
    }
  }

  /** @param owner the page or component, without `.wxml`, in whose file the tag stands */
  readonly draw =
    (owner: string): RenderComponent =>
    ({ tag, key, attributes, slot }) => {
      const path = this.#pathOf(tag, owner);
      if (path === undefined) return undefined;
      const instance = this.#instance(key, path, attributes);
      const component = this.draw(path);
      const place = { key, componentId: instance.id, slot, component };
      return renderFile(this.#load(`${path}.wxml`), instance.data, place);
    };

  #instance(key: string, path: string, properties: Data): Instance {
    this.#seen.add(key);
    const given = JSON.stringify(properties);
    const known = this.#byKey.get(key);
    if (!known) {
      const created: Instance = { id: this.#newId(), data: {}, given };
      this.#byKey.set(key, created);
      const webviewId = this.#webviewId;
      this.#logic().createComponent({ webviewId, componentId: created.id, path, properties });
      return created;
    }
    if (known.given !== given) {
      known.given = given;
      Object.assign(known.data, structuredClone(properties));
      this.#logic().updateComponent(known.id, properties);
    }
    return known;
  }

  #pathOf(tag: string, owner: string): string | undefined {
    return usedComponents(this.#files, owner).get(tag) ?? usedComponents(this.#files, 'app').get(tag);
  }
}

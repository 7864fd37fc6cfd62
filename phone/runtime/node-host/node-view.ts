import type { LogicLayer } from '../logic-layer';
import type { PackageFiles } from '../options';
import type { ClockPort, PageMessage, RenderMessage, SelectorQuery, ViewPort } from '../ports';
import { applySetData } from '../set-data';
import { ComponentHost } from './component-host';
import { renderFile } from './wxml/render';
import { descendants, type ViewNode } from './wxml/view-node';
import { createWxmlLoader } from './wxml/wxml-file';

interface Screen {
  page: PageMessage;
  components: ComponentHost;
  root: ViewNode;
  dirty: boolean;
  waiting: (() => void)[];
}

/** A view without pixels: it draws each page's WXML into a tree of nodes, one turn after the data have changed. */
export class NodeView implements ViewPort {
  readonly #files: PackageFiles;
  readonly #clock: ClockPort;
  readonly #logic: () => LogicLayer;
  readonly #load;
  readonly #screens = new Map<number, Screen>();
  #shown = 0;
  #lastComponentId = 0;

  constructor(files: PackageFiles, clock: ClockPort, logic: () => LogicLayer) {
    this.#files = files;
    this.#clock = clock;
    this.#logic = logic;
    this.#load = createWxmlLoader(files);
  }

  /** The page that the user sees, drawn with the latest data. */
  current(): { page: PageMessage; root: ViewNode } | undefined {
    const screen = this.#screens.get(this.#shown);
    if (!screen) return undefined;
    this.#draw(screen);
    return { page: screen.page, root: screen.root };
  }

  open(page: PageMessage, rendered: () => void): void {
    const newId = () => ++this.#lastComponentId;
    const components = new ComponentHost(this.#files, this.#load, page.webviewId, this.#logic, newId);
    const screen: Screen = { page, components, root: rootNode([]), dirty: false, waiting: [] };
    this.#screens.set(page.webviewId, screen);
    this.#drawLater(screen, rendered);
  }

  close(webviewIds: number[]): void {
    for (const id of webviewIds) this.#screens.delete(id);
  }

  show(webviewId: number): void {
    this.#shown = webviewId;
  }

  render({ webviewId, componentId, data }: RenderMessage, rendered: () => void): void {
    const screen = this.#screens.get(webviewId);
    if (!screen) return;
    if (componentId === undefined) applySetData(screen.page.data, data);
    else screen.components.setData(componentId, data);
    this.#drawLater(screen, rendered);
  }

  /** There are no pixels: what exists has a size of 0. */
  select(webviewId: number, queries: SelectorQuery[], reply: (results: unknown[]) => void): void {
    const screen = this.#screens.get(webviewId);
    const nodes = screen ? descendants(screen.root) : [];
    reply(
      queries.map(({ selector, all }) => {
        const found = nodes.filter((node) => matches(node, selector)).map(measure);
        return all ? found : (found[0] ?? null);
      }),
    );
  }

  pageScrollTo(): void {}

  #drawLater(screen: Screen, rendered: () => void): void {
    screen.waiting.push(rendered);
    if (screen.dirty) return;
    screen.dirty = true;
    this.#clock.setTimeout(() => {
      this.#draw(screen);
      for (const done of screen.waiting.splice(0)) done();
    }, 0);
  }

  #draw(screen: Screen): void {
    if (!screen.dirty) return;
    screen.dirty = false;
    const { page, components } = screen;
    components.startDrawing();
    const component = components.draw(page.path);
    const place = { key: '', componentId: undefined, slot: [], component };
    screen.root = rootNode(renderFile(this.#load(`${page.path}.wxml`), page.data, place));
    components.finishDrawing();
  }
}

function rootNode(children: ViewNode[]): ViewNode {
  const root: ViewNode = {
    tag: 'page',
    text: '',
    id: '',
    attributes: {},
    dataset: {},
    bindings: [],
    children,
    parent: undefined,
  };
  for (const child of children) child.parent = root;
  return root;
}

/** `#id`, `.class` or a tag. */
function matches(node: ViewNode, selector: string): boolean {
  const wanted = selector.trim();
  if (wanted.startsWith('#')) return node.id === wanted.slice(1);
  if (wanted.startsWith('.'))
    return String(node.attributes.class ?? '')
      .split(/\s+/)
      .includes(wanted.slice(1));
  return node.tag === wanted;
}

function measure({ id, dataset }: ViewNode) {
  return {
    id,
    dataset,
    left: 0,
    top: 0,
    right: 0,
    bottom: 0,
    width: 0,
    height: 0,
    scrollLeft: 0,
    scrollTop: 0,
  };
}

import type { Core, PageStack } from './core';
import { join } from './modules';
import { Page } from './page';

type Query = Record<string, string>;
type Definition = Record<string, unknown>;

const stackLimit = 10;

/**
 * The page stack and the rules of routing. The routes give what follows `name:fail ` when they may not be taken, else undefined.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/route.html
 */
export class Pages implements PageStack {
  readonly #core: Core;
  readonly #definitions = new Map<string, Definition>();
  readonly #loadFile: (path: string) => void;
  /** Tab pages stay alive when another tab is shown. */
  readonly #tabs = new Map<string, Page>();
  #stack: Page[] = [];
  #lastWebviewId = 0;

  /** @param loadFile runs a page's file, which calls `Page()`, if it has not run yet */
  constructor(core: Core, loadFile: (path: string) => void) {
    this.#core = core;
    this.#loadFile = loadFile;
  }

  define(path: string, definition: Definition): void {
    this.#definitions.set(path, definition);
  }

  get current(): Page | undefined {
    return this.#stack.at(-1);
  }

  get stack(): readonly Page[] {
    return this.#stack;
  }

  find(webviewId: number): Page | undefined {
    return [...this.#stack, ...this.#tabs.values()].find((page) => page.webviewId === webviewId);
  }

  navigateTo(url: string): string | undefined {
    const { path, query } = this.resolve(url);
    if (!this.#exists(path)) return notFound(path);
    if (this.#isTab(path)) return 'can not navigateTo a tabbar page';
    if (this.#stack.length >= stackLimit) return 'webview count limit exceed';
    this.current?.hide();
    this.#open(path, query);
    return undefined;
  }

  redirectTo(url: string): string | undefined {
    const { path, query } = this.resolve(url);
    if (!this.#exists(path)) return notFound(path);
    if (this.#isTab(path)) return 'can not redirectTo a tabbar page';
    this.#unload(this.#stack.splice(-1));
    this.#open(path, query);
    return undefined;
  }

  reLaunch(url: string): string | undefined {
    const { path, query } = this.resolve(url);
    if (!this.#exists(path)) return notFound(path);
    this.#unload([...new Set([...this.#tabs.values(), ...this.#stack])]);
    this.#stack = [];
    this.#tabs.clear();
    this.#open(path, query);
    return undefined;
  }

  switchTab(url: string): string | undefined {
    const { path } = this.resolve(url);
    if (!this.#exists(path)) return notFound(path);
    if (!this.#isTab(path)) return 'can not switch to no-tabBar page';
    const top = this.current;
    if (top && this.#tabs.get(top.path) === top && top.path !== path) top.hide();
    this.#unload(this.#stack.filter((page) => this.#tabs.get(page.path) !== page));
    const open = this.#tabs.get(path);
    this.#stack = open ? [open] : [];
    if (open) this.#show(open);
    else this.#open(path, {});
    return undefined;
  }

  /** @param delta how many pages; more than there are goes back to the first */
  navigateBack(delta: number): string | undefined {
    if (this.#stack.length <= 1) return 'cannot navigate back at first page.';
    const count = Math.min(Math.max(Math.trunc(delta) || 1, 1), this.#stack.length - 1);
    this.#unload(this.#stack.splice(-count));
    this.#show(this.current!);
    return undefined;
  }

  /** Where a url of the app leads: it may be relative to the current page. Values of the query stay as they are written. */
  resolve(url: string): { path: string; query: Query } {
    const [path = '', search = ''] = url.split(/\?(.*)/s);
    const folder = this.current?.path.split('/').slice(0, -1) ?? [];
    const query: Query = {};
    for (const pair of search.split('&').filter(Boolean)) {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      query[name] = value;
    }
    return { path: join(folder, path).replace(/\.html$/, ''), query };
  }

  has(path: string): boolean {
    return this.#exists(path);
  }

  #open(path: string, query: Query): void {
    this.#loadFile(path);
    const isTabBar = this.#isTab(path);
    const page = new Page(this.#core, ++this.#lastWebviewId, path, query, this.#definitions.get(path) ?? {});
    this.#stack.push(page);
    if (isTabBar) this.#tabs.set(path, page);
    const { webviewId } = page;
    const data = this.#core.give(page.object.data) as Record<string, unknown>;
    this.#core.ports.view.open({ webviewId, path, query, data, isTabBar }, () =>
      this.#core.run.deliver(() => page.rendered()),
    );
    page.load();
    this.#show(page);
  }

  #show(page: Page): void {
    this.#core.ports.view.show(page.webviewId);
    if (!page.shown) page.show();
  }

  /** From the top of the stack down. */
  #unload(pages: Page[]): void {
    for (const page of [...pages].reverse()) page.unload();
    for (const page of pages) this.#tabs.delete(page.path);
    if (pages.length > 0) this.#core.ports.view.close(pages.map((page) => page.webviewId));
  }

  #exists(path: string): boolean {
    return this.#core.config.pages.includes(path);
  }

  #isTab(path: string): boolean {
    return this.#core.config.tabBar?.list.some(({ pagePath }) => pagePath === path) ?? false;
  }
}

function notFound(path: string): string {
  return `page "${path}" is not found`;
}

import { App } from './app';
import { type ComponentMessage, Components, pageFromComponent } from './components';
import { type AppConfig, type Core, jsonSafe } from './core';
import { absentGlobals, createConsole, createFunctionConstructor } from './globals';
import { createModules, join } from './modules';
import { type DeviceInfo, defaultDevice, type EnterOptions, type LogicLayerOptions } from './options';
import { Pages } from './pages';
import type { Ports } from './ports';
import { RunState, type State } from './run-state';
import { createTimers } from './timers';
import { createWx } from './wx';

/** An event of the view, for one handler. */
export interface ViewEvent {
  webviewId: number;
  /** When the handler is a component's method. */
  componentId?: number;
  /** The method's name, as in `bindtap="onTap"`. */
  handler: string;
  /** As in https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html */
  event: { type: string } & Record<string, unknown>;
}

/** One running mini-program, from its cold start until it is destroyed. */
export interface LogicLayer {
  readonly state: State;
  /** The current page, and those below it, first to last. */
  readonly pages: readonly { webviewId: number; path: string; query: Record<string, string> }[];
  /** Runs `app.js` and opens the first page: `options.path`, or the package's own. Once. */
  launch(options?: Partial<EnterOptions>): void;
  /**
   * Comes back to the foreground. Without options the last ones are repeated, as WeChat does; with options, what is left out is not
   * inherited. A path other than the current page's is opened by reLaunch.
   */
  show(options?: Partial<EnterOptions>): void;
  hide(): void;
  /** The app is gone, nothing of it runs again; the storage port keeps what it has. */
  destroy(): void;
  /** Calls the handler before it returns; a `tap` may jump to another mini-program only during that call. */
  dispatch(event: ViewEvent): void;
  /** The back button or gesture. On the first page the app goes to the background. */
  back(): void;
  setDevice(change: Partial<DeviceInfo>): void;
  createComponent(message: ComponentMessage): void;
  updateComponent(componentId: number, properties: Record<string, unknown>): void;
  removeComponent(componentId: number): void;
  /** For hosts that see a rejection that the app has not caught. */
  unhandledRejection(reason: unknown): void;
}

/** Makes the logic layer for one cold start. Throws when the package has no `app.json` that can be read. */
export function createLogicLayer(options: LogicLayerOptions, ports: Ports): LogicLayer {
  const config = readConfig(options);
  let callId = 0;
  const run = new RunState(ports, reportError);
  const app = new App(run);
  const core: Core = {
    options,
    config,
    ports,
    run,
    app,
    device: { ...defaultDevice, ...options.device },
    pages: undefined as unknown as Pages,
    launchOptions: enterOptions({}),
    enterOptions: enterOptions({}),
    inTap: false,
    hide,
    give: <T>(value: T): T => ports.realm.parse(JSON.stringify(value) ?? 'null') as T,
    log: (entry) => ports.record({ ...entry, at: ports.clock.now() }),
    nextCallId: () => ++callId,
  };
  core.pages = new Pages(core, (path) => loadScript(path));
  const components = new Components(core);
  const timers = createTimers(ports.clock, run);
  const { wx, requests, networkStatus } = createWx(core);
  run.onSuspension = () => requests.interruptAll();

  /** Whose file is running: `Page()` and `Component()` do not say. */
  let loadingPath = '';

  const console = createConsole((level, text) => core.log({ type: 'console', level, text }));
  const shared = {
    wx,
    App: (definition: Record<string, unknown>) => {
      app.register(core.give({}), definition, () => {
        app.launch(core.give(core.launchOptions));
        app.show(core.give(core.enterOptions));
      });
    },
    Page: (definition: Record<string, unknown>) => core.pages.define(loadingPath, definition),
    Component: (definition: Record<string, unknown>) => {
      components.define(loadingPath, definition);
      if (core.pages.has(loadingPath)) core.pages.define(loadingPath, pageFromComponent(definition));
      return loadingPath;
    },
    Behavior: (definition: unknown) => definition,
    getApp: () => app.instance,
    getCurrentPages: () => core.pages.stack.map(({ object }) => object),
    requirePlugin: (name: unknown) => {
      throw new ports.realm.Error(`plugin "${String(name)}" is not available`);
    },
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    setInterval: timers.setInterval,
    clearInterval: timers.clearInterval,
    console,
    Function: createFunctionConstructor(ports.realm),
  };
  Object.assign(ports.realm.global, shared);
  const absent = Object.fromEntries(absentGlobals.map((name) => [name, undefined]));
  const { global } = ports.realm;
  const modules = createModules(options.files, ports.realm, {
    ...absent,
    ...shared,
    global,
    globalThis: global,
  });

  const scripts = new Set<string>();

  function loadScript(path: string): void {
    if (scripts.has(path)) return;
    scripts.add(path);
    for (const component of usedComponents(options, path)) loadScript(component);
    const before = loadingPath;
    loadingPath = path;
    try {
      if (modules.has(`${path}.js`)) modules.load(`${path}.js`);
    } catch (error) {
      reportError(error);
    } finally {
      loadingPath = before;
    }
  }

  function enterOptions(given: Partial<EnterOptions>): EnterOptions {
    const first = config.entryPagePath ?? config.pages[0]!;
    return { path: first, query: {}, scene: 1001, referrerInfo: {}, apiCategory: 'default', ...given };
  }

  function hide(): void {
    if (run.state !== 'foreground') return;
    core.pages.current?.hide();
    app.hide();
    run.toBackground();
  }

  function reportError(error: unknown): void {
    const { message, stack } = describe(error);
    core.log({ type: 'error', message, stack });
    run.deliverLater(() => app.error(`${message}\n${stack}`));
  }

  function openFirstPage(): void {
    const { path, query } = core.launchOptions;
    if (!core.pages.has(path)) {
      app.pageNotFound(core.give({ path, query, isEntryPage: true }));
      if (core.pages.current) return;
      core.pages.reLaunch(`/${config.pages[0]}`);
      return;
    }
    core.pages.reLaunch(`/${path}${asSearch(query)}`);
  }

  return {
    get state() {
      return run.state;
    },
    get pages() {
      return core.pages.stack.map(({ webviewId, path, query }) => ({ webviewId, path, query }));
    },
    launch(given = {}) {
      core.launchOptions = enterOptions(given);
      core.enterOptions = core.launchOptions;
      loadScript('app');
      if (config.lazyCodeLoading !== 'requiredComponents') config.pages.forEach(loadScript);
      openFirstPage();
    },
    show(given) {
      if (run.state !== 'background' && run.state !== 'suspended') return;
      const { path, query } = core.pages.current ?? core.enterOptions;
      const repeats = given === undefined && (options.repeatEnterOptions ?? true);
      const latest = repeats
        ? { ...core.enterOptions, path, query }
        : enterOptions({ path, query, ...given });
      core.enterOptions = latest;
      run.toForeground(() => {
        app.show(core.give(latest));
        if (latest.path !== path) core.pages.reLaunch(`/${latest.path}${asSearch(latest.query)}`);
        else if (core.pages.current?.shown === false) core.pages.current.show();
      }, options.resumeOrder ?? 'callbacksFirst');
    },
    hide,
    destroy() {
      requests.dropAll();
      timers.clearAll();
      run.destroy();
      core.pages.unloadAll();
    },
    dispatch({ webviewId, componentId, handler, event }) {
      if (run.state !== 'foreground') return;
      const target =
        componentId === undefined ? core.pages.find(webviewId)?.object : components.find(componentId);
      const method = target?.[handler];
      if (typeof method !== 'function') {
        core.log({
          type: 'console',
          level: 'warn',
          text: `There is no method "${handler}" to handle event "${event.type}"`,
        });
        return;
      }
      core.inTap = event.type === 'tap';
      run.deliver(() => method.call(target, core.give(event)));
      core.inTap = false;
    },
    back() {
      if (run.state === 'foreground' && core.pages.navigateBack(1)) hide();
    },
    setDevice(change) {
      const before = { ...core.device };
      Object.assign(core.device, change);
      if (core.device.theme !== before.theme) app.themeChange(core.device.theme);
      if (core.device.networkType !== before.networkType) {
        app.emit('NetworkStatusChange', core.give(networkStatus()));
      }
    },
    createComponent: (message) => components.create(message),
    updateComponent: (componentId, properties) => components.update(componentId, properties),
    removeComponent: (componentId) => components.remove(componentId),
    unhandledRejection(reason) {
      const { message, stack } = describe(reason);
      core.log({ type: 'error', message: `unhandled rejection: ${message}`, stack });
      app.emit('UnhandledRejection', { reason });
    },
  };
}

function readConfig({ files }: LogicLayerOptions): AppConfig {
  const text = files.get('app.json');
  if (text === undefined)
    throw new Error('The package has no app.json: give the folder that the build has written');
  const config = JSON.parse(text) as AppConfig;
  if (!Array.isArray(config.pages) || config.pages.length === 0) throw new Error('app.json names no pages');
  return config;
}

/** The components that a page, a component or the app names in its JSON file, as paths in the package. */
function usedComponents({ files }: LogicLayerOptions, path: string): string[] {
  const text = files.get(`${path}.json`);
  if (text === undefined) return [];
  const { usingComponents = {} } = JSON.parse(text) as { usingComponents?: Record<string, string> };
  const folder = path.split('/').slice(0, -1);
  return Object.values(usingComponents)
    .map((component) => join(folder, component))
    .filter((component) => component !== path);
}

function asSearch(query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function describe(error: unknown): { message: string; stack: string } {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return { message: String(error.message), stack: 'stack' in error ? String(error.stack) : '' };
  }
  return { message: String(typeof error === 'object' ? JSON.stringify(jsonSafe(error)) : error), stack: '' };
}

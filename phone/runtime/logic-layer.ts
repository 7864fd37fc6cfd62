import { App } from './app';
import { type ComponentMessage, Components } from './components';
import type { Core } from './core';
import { describeError } from './describe-error';
import { createInjected } from './injected';
import { createModules } from './modules';
import { type DeviceInfo, defaultDevice, type EnterOptions, type LogicLayerOptions } from './options';
import { readAppConfig, usedComponents } from './package-config';
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

/** One running mini-program, from its cold start until it is destroyed. What a host tells it is JSON. */
export interface LogicLayer {
  readonly state: State;
  /** The stack, first to last: the last is on the screen. */
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
  /** For hosts that can see a rejection that the app has not caught. */
  unhandledRejection(reason: unknown): void;
}

/** Makes the logic layer for one cold start. Throws when the files are no package. */
export function createLogicLayer(options: LogicLayerOptions, ports: Ports): LogicLayer {
  const { files } = options;
  const config = readAppConfig(files);
  const run = new RunState(ports, reportError);
  const app = new App(run);
  let callId = 0;
  const core: Core = {
    options,
    config,
    ports,
    run,
    app,
    get pages() {
      return pages;
    },
    device: { ...defaultDevice, ...options.device },
    launchOptions: enterOptions({}),
    enterOptions: enterOptions({}),
    inTap: false,
    hide,
    give: <T>(value: T): T => ports.realm.parse(JSON.stringify(value) ?? 'null') as T,
    log: (entry) => ports.record({ ...entry, at: ports.clock.now() }),
    nextCallId: () => ++callId,
  };
  const pages = new Pages(core, loadScript);
  const components = new Components(core);
  const timers = createTimers(ports.clock, run);
  const { wx, requests, networkStatus } = createWx(core);
  run.onSuspension = () => requests.interruptAll();

  const scripts = new Set<string>();
  let loading = '';
  const modules = createModules(
    files,
    ports.realm,
    createInjected(core, wx, components, timers, () => loading),
  );

  /** Runs the file of `app`, a page or a component, after those of the components that it uses. */
  function loadScript(path: string): void {
    if (scripts.has(path)) return;
    scripts.add(path);
    for (const component of usedComponents(files, path).values()) loadScript(component);
    const before = loading;
    loading = path;
    try {
      if (files.has(`${path}.js`)) modules.load(`${path}.js`);
    } catch (error) {
      reportError(error);
    } finally {
      loading = before;
    }
  }

  function enterOptions(given: Partial<EnterOptions>): EnterOptions {
    const path = config.entryPagePath ?? config.pages[0]!;
    return { path, query: {}, scene: 1001, referrerInfo: {}, apiCategory: 'default', ...given };
  }

  function hide(): void {
    if (run.state !== 'foreground') return;
    pages.current?.hide();
    app.hide();
    run.toBackground();
  }

  function reportError(error: unknown): void {
    const { message, stack } = describeError(error);
    core.log({ type: 'error', message, stack });
    run.deliverLater(() => app.error(`${message}\n${stack}`));
  }

  return {
    get state() {
      return run.state;
    },
    get pages() {
      return pages.stack.map(({ webviewId, path, query }) => ({ webviewId, path, query }));
    },
    launch(given = {}) {
      core.launchOptions = enterOptions(given);
      core.enterOptions = core.launchOptions;
      loadScript('app');
      if (config.lazyCodeLoading !== 'requiredComponents') config.pages.forEach(loadScript);
      const { path, query } = core.launchOptions;
      if (pages.has(path)) {
        pages.reLaunch(asUrl(path, query));
        return;
      }
      app.pageNotFound(core.give({ path, query, isEntryPage: true }));
      pages.reLaunch(`/${config.pages[0]}`);
    },
    show(given) {
      if (run.state !== 'background' && run.state !== 'suspended') return;
      const { path, query } = pages.current ?? core.enterOptions;
      const repeats = given === undefined && (options.repeatEnterOptions ?? true);
      const told = repeats ? { ...core.enterOptions, path, query } : enterOptions({ path, query, ...given });
      core.enterOptions = told;
      run.toForeground(() => {
        app.show(core.give(told));
        if (told.path !== path) pages.reLaunch(asUrl(told.path, told.query));
        else if (pages.current?.shown === false) pages.current.show();
      }, options.resumeOrder ?? 'callbacksFirst');
    },
    hide,
    destroy() {
      requests.dropAll();
      timers.clearAll();
      run.destroy();
    },
    dispatch({ webviewId, componentId, handler, event }) {
      if (run.state !== 'foreground') return;
      const page = pages.find(webviewId)?.object;
      const target = componentId === undefined ? page : components.find(componentId);
      const method = target?.[handler];
      if (typeof method !== 'function') {
        const text = `There is no method "${handler}" to handle event "${event.type}"`;
        core.log({ type: 'console', level: 'warn', text });
        return;
      }
      core.inTap = event.type === 'tap';
      run.deliver(() => method.call(target, core.give(event)));
      core.inTap = false;
    },
    back() {
      if (run.state === 'foreground' && pages.navigateBack(1)) hide();
    },
    setDevice(change) {
      const before = { ...core.device };
      Object.assign(core.device, change);
      const { theme, networkType } = core.device;
      if (theme !== before.theme) app.themeChange(core.give({ theme }));
      if (networkType !== before.networkType) app.emit('NetworkStatusChange', core.give(networkStatus()));
    },
    createComponent: (message) => components.create(message),
    updateComponent: (componentId, properties) => components.update(componentId, properties),
    removeComponent: (componentId) => components.remove(componentId),
    unhandledRejection(reason) {
      const { message, stack } = describeError(reason);
      core.log({ type: 'error', message: `unhandled rejection: ${message}`, stack });
      app.unhandledRejection(reason);
    },
  };
}

function asUrl(path: string, query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? `/${path}` : `/${path}?${pairs.join('&')}`;
}

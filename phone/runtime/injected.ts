import { type Components, pageFromComponent } from './components';
import type { Core } from './core';
import { absentGlobals, createConsole, createDate, createFunctionConstructor } from './globals';
import type { Timers } from './timers';

type Members = Record<string, unknown>;

/**
 * The names that every file of a package finds around it.
 *
 * @param loading the path of the page or component whose file is running: `Page()` and `Component()` do not say
 */
export function createInjected(
  core: Core,
  wx: object,
  components: Components,
  timers: Timers,
  loading: () => string,
): Members {
  const { app, pages } = core;
  const { global, Error: RealmError } = core.ports.realm;
  const shared = {
    wx,
    App: (definition: Members) =>
      app.register(core.give({}), definition, () => {
        app.launch(core.give(core.launchOptions));
        app.show(core.give(core.enterOptions), core.options.listenersHearLaunch ?? true);
      }),
    Page: (definition: Members) => pages.define(loading(), definition),
    Component: (definition: Members) => {
      components.define(loading(), definition);
      if (pages.has(loading())) pages.define(loading(), pageFromComponent(definition));
      return loading();
    },
    Behavior: (definition: unknown) => definition,
    getApp: () => app.instance,
    getCurrentPages: () => pages.stack.map(({ object }) => object),
    requirePlugin: (name: unknown) => {
      throw new RealmError(`plugin "${String(name)}" is not available`);
    },
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    setInterval: timers.setInterval,
    clearInterval: timers.clearInterval,
    console: createConsole((level, text) => core.log({ type: 'console', level, text })),
    Function: createFunctionConstructor(core.ports.realm),
    Date: createDate(core.ports.realm, core.ports.clock),
  };
  Object.assign(global, shared);
  const absent = Object.fromEntries(absentGlobals.map((name) => [name, undefined]));
  return { ...absent, ...shared, global, globalThis: global };
}

import { createDevice } from './api/device';
import { createInterface } from './api/interface';
import { createMiniPrograms } from './api/mini-programs';
import { createOthers } from './api/others';
import { createRequest } from './api/request';
import { createRoutes } from './api/routes';
import { createSelectorQuery } from './api/selector-query';
import { createStorage } from './api/storage';
import { syncApi } from './api-call';
import type { Core } from './core';

/** What an app can listen to: the names after `on` and `off`. */
const listened = [
  'AppShow',
  'AppHide',
  'Error',
  'UnhandledRejection',
  'PageNotFound',
  'ThemeChange',
  'NetworkStatusChange',
  'WindowResize',
  'MemoryWarning',
] as const;

/**
 * The `wx` object. A name that is not modelled reads as undefined (frameworks look before they call) and is logged; calling it fails as in
 * WeChat, with a TypeError that says which. Apps may add names of their own.
 */
export function createWx(core: Core) {
  const requests = createRequest(core);
  const { networkStatus, ...device } = createDevice(core);
  const wx: Record<string, unknown> = {
    env: core.give({ USER_DATA_PATH: 'http://usr' }),
    ...createStorage(core),
    ...createRoutes(core),
    ...createMiniPrograms(core),
    ...createInterface(core),
    ...createOthers(core),
    ...device,
    request: requests.request,
    createSelectorQuery: () => createSelectorQuery(core),
  };
  for (const name of listened) {
    wx[`on${name}`] = syncApi(core, `on${name}`, (listener: unknown) => core.app.on(name, listener));
    wx[`off${name}`] = syncApi(core, `off${name}`, (listener?: unknown) => core.app.off(name, listener));
  }
  wx.canIUse = syncApi(core, 'canIUse', (schema: unknown) => String(schema).split('.')[0]! in wx);
  for (const name of core.options.without ?? []) delete wx[name];
  return { wx: loggingUnknownNames(core, wx), requests, networkStatus };
}

function loggingUnknownNames(core: Core, wx: Record<string, unknown>): Record<string, unknown> {
  const told = new Set<string>();
  return new Proxy(wx, {
    get(target, name) {
      if (typeof name === 'string' && !(name in target) && !told.has(name)) {
        told.add(name);
        core.log({ type: 'unknown', name });
      }
      return Reflect.get(target, name);
    },
  });
}

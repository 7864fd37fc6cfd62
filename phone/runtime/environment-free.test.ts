import { join } from 'node:path';
import vm from 'node:vm';
import { buildSync } from 'esbuild';
import type * as LogicLayer from '.';
import { createVmRealm } from './node-host/vm-realm';

/** The module, built into one script, in a world that has nothing but JavaScript itself. */
function loadAlone(): typeof LogicLayer {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'index.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'logicLayer',
    platform: 'neutral',
    write: false,
  });
  return vm.runInNewContext(`${outputFiles[0]!.text}; logicLayer`) as typeof LogicLayer;
}

it('runs where there is neither Node nor a browser, through its ports alone', () => {
  const { createLogicLayer } = loadAlone();
  const tasks: (() => void)[] = [];
  const kept = new Map<string, string>();
  const rendered: unknown[] = [];
  const unused = (): never => {
    throw new Error('not expected here');
  };
  const page = `Page({ data: {}, onTap(e) { wx.setStorageSync('k', 1); wx.login({ success: (r) => this.setData({ code: r.code }) }) } })`;
  const files = new Map([
    ['app.json', '{"pages":["pages/a/a"]}'],
    ['app.js', 'App({})'],
    ['pages/a/a.js', page],
  ]);

  const app = createLogicLayer(
    { files, appId: 'wxtest' },
    {
      realm: createVmRealm(),
      clock: { now: () => 0, setTimeout: (run) => tasks.push(run), clearTimeout: () => {} },
      storage: {
        get: (key) => kept.get(key),
        set: (key, value) => void kept.set(key, value),
        remove: (key) => void kept.delete(key),
        clear: () => kept.clear(),
        keys: () => [...kept.keys()],
      },
      network: { send: unused, abort: unused },
      view: {
        open: (message) => rendered.push(message),
        close: unused,
        show: () => {},
        render: (message) => rendered.push(message),
        select: unused,
        pageScrollTo: unused,
      },
      ui: {
        modal: unused,
        actionSheet: unused,
        toast: unused,
        loading: unused,
        navigationBar: unused,
        confirmJump: unused,
        stopPullDownRefresh: unused,
      },
      otherApps: { open: unused, back: unused, exit: unused },
      login: { code: (reply) => reply({ code: 'the-code' }) },
      record: () => {},
    },
  );
  app.launch();
  app.dispatch({ webviewId: 1, handler: 'onTap', event: { type: 'tap' } });
  for (const run of tasks) run();

  expect(kept.get('k')).toBe('{"data":1}');
  expect(rendered).toEqual([
    { webviewId: 1, path: 'pages/a/a', query: {}, data: {}, isTabBar: false },
    { webviewId: 1, data: { code: 'the-code' } },
  ]);
});

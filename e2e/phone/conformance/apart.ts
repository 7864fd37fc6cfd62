import { request } from 'node:http';
import { line } from './line';
import { eventually, merchantOrigin, type TestPhone } from './screen';
import { type SmallApp, writeApp } from './small-app';

/** What a mini-program, and others, cannot reach. */
export function apartLines(phone: TestPhone): void {
  /** What a page finds when it is opened. */
  async function finds(source: string): Promise<unknown> {
    const { find } = await phone.show({
      wxml: '<view id="found">{{found}}</view>',
      data: { found: '' },
      page: `onLoad() { const found = (value) => this.setData({ found: JSON.stringify(value) }); ${source} }`,
    });
    await find('#found').filter({ hasText: /./ }).waitFor();
    return JSON.parse((await find('#found').textContent())!);
  }

  line('worker.globals', async () => {
    const names = ['fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'importScripts', 'self', 'Worker'];
    const types = await finds(
      `found([${names.map((name) => `typeof ${name}, typeof global.${name}, typeof Function('return this')().${name}`).join()}])`,
    );
    expect(types).toEqual(names.flatMap(() => ['undefined', 'undefined', 'undefined']));
  });

  line('worker.eval', async () => {
    const ways = [
      'eval("1")',
      '(0, eval)("1")',
      'new Function("return 1")()',
      '(() => {}).constructor("return 1")()',
      '(async () => {}).constructor("return 1")()',
    ];
    const attempt = (way: string) => `(() => { try { ${way}; return 'ran' } catch { return 'threw' } })()`;
    expect(await finds(`found([${ways.map(attempt).join()}])`)).toEqual(ways.map(() => 'threw'));
  });

  line('worker.storage', async () => {
    const { page, find } = await phone.show({
      wxml: '<view id="kept">{{kept}}</view><button bindtap="onTap">store, and hang</button>',
      data: { kept: '' },
      page: "onLoad() { this.setData({ kept: wx.getStorageSync('word') || 'none' }) }, onTap() { wx.setStorageSync('word', '在'); for (;;); }",
    });
    await find('#kept').getByText('none').waitFor();
    await find('wx-button').click();
    const hands = page.getByRole('region', { name: '手机', exact: true });
    const address = `${phone.server.url}/storage/${phone.simulator.config().SUB_APPID}/${phone.server.users[0]}`;
    await eventually(async () => expect(await (await fetch(address)).json()).toHaveLength(1));
    await hands.getByRole('button', { name: '最近使用', exact: true }).click();
    await hands.getByRole('button', { name: '结束 示例商户', exact: true }).click();
    await hands.getByRole('button', { name: '主屏幕', exact: true }).click();
    await hands.getByRole('button', { name: '示例商户', exact: true }).click();
    await find('#kept').getByText('在').waitFor();
  });

  line('worker.unknown', async () => {
    const { page, find } = await phone.show({
      wxml: '<view id="found">{{found}}</view><button bindtap="onTap">call</button>',
      data: { found: '' },
      page: 'onLoad() { this.setData({ found: typeof wx.noSuchThing }) }, onTap() { wx.noSuchThing() }',
    });
    await find('#found').getByText('undefined').waitFor();
    await find('wx-button').click();
    const told = /TypeError.*wx\.noSuchThing|wx\.noSuchThing/;
    await page.getByRole('alert').filter({ hasText: told }).first().waitFor();
  });

  line('worker.dialog', async () => {
    const app: SmallApp = {
      wxml: '<view id="found">{{found}}</view><button bindtap="onTap">ask</button>',
      data: { found: '' },
      page: `onTap() { wx.showModal({ title: 'go?', success: () => wx.navigateToMiniProgram({ appId: 'wxbd687630cd02ce1d',
        fail: ({ errMsg }) => this.setData({ found: errMsg }) }) }) }`,
    };
    const { page, find } = await phone.show(app);
    await find('wx-button').click();
    await page.getByRole('button', { name: '确定', exact: true }).click();
    await find('#found').getByText('can only be invoked by user TAP gesture.').waitFor();

    const { folder, remove } = writeApp(app);
    const other = await phone.withJumpAfterDialog(folder);
    try {
      await other.page.frameLocator('.stack iframe').locator('wx-button').click();
      await other.page.getByRole('button', { name: '确定', exact: true }).click();
      await other.page.getByRole('button', { name: '允许', exact: true }).waitFor();
    } finally {
      await other.close();
      remove();
    }
  });

  const ask = (url: string) =>
    finds(
      `wx.request({ url: '${url}', success: ({ statusCode, data }) => found({ statusCode, data }), fail: found })`,
    );

  line('network.domain', async () => {
    expect(await ask(`${merchantOrigin}/a`)).toEqual({ statusCode: 200, data: { ok: true } });
    for (const url of [phone.merchant.url, phone.server.url, 'https://elsewhere.example'])
      expect(await ask(`${url}/a`)).toMatchObject({ errMsg: 'request:fail url not in domain list' });
  });

  line('network.cors', async () => {
    const { seen } = phone.merchant;
    seen.length = 0;
    expect(await ask(`${merchantOrigin}/a`)).toMatchObject({ statusCode: 200 });
    expect(seen).toHaveLength(1);
    expect(seen[0]!.origin).toBeUndefined();
  });

  line('network.server', async () => {
    const { page } = await phone.show({ wxml: '' });
    const appId = phone.simulator.config().SUB_APPID!;
    const answers = await page.evaluate(
      ([app, ...urls]) =>
        new Promise<unknown[]>((resolve) => {
          const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`);
          const outcomes: unknown[] = [];
          socket.onopen = () => {
            for (const [id, url] of urls.entries()) {
              const message = { id, url, method: 'GET', header: {}, timeout: 1000 };
              socket.send(JSON.stringify({ type: 'request', id, appId: app, message }));
            }
          };
          socket.onmessage = ({ data }) => {
            const { type, outcome } = JSON.parse(data as string) as { type: string; outcome: unknown };
            if (type === 'answer') outcomes.push(outcome);
            if (outcomes.length === urls.length) resolve(outcomes);
          };
        }),
      [appId, `${phone.merchant.url}/a`, `${phone.server.url}/`, 'no url'],
    );
    expect(answers).toEqual(answers.map(() => ({ failure: 'url not in domain list' })));
  });

  /** What a client that is no browser is answered: the status, or `refused`. */
  function status(path: string, headers: Record<string, string>): Promise<number | 'refused'> {
    return new Promise((resolve) => {
      const asked = request(phone.server.url + path, { headers, agent: false });
      asked.on('response', (answer) => resolve(answer.resume().statusCode!));
      asked.on('upgrade', (_, socket) => {
        socket.destroy();
        resolve(101);
      });
      asked.on('error', () => resolve('refused'));
      asked.end();
    });
  }

  line('network.host', async () => {
    const { host, port } = new URL(phone.server.url);
    for (const path of ['/', '/assets/page.js', '/storage/a/b', '/none']) {
      expect(await status(path, { host: `evil.example:${port}` })).toBe(403);
      expect(await status(path, { host: '127.0.0.1:1' })).toBe(403);
      for (const origin of ['http://evil.example', `https://${host}`, 'null'])
        expect(await status(path, { origin })).toBe(403);
    }
    expect(await status('/', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200);
  });

  line('network.socket', async () => {
    const { host, port, origin } = new URL(phone.server.url);
    const upgrade = (headers: Record<string, string>) =>
      status('/socket', {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      });
    expect(await upgrade({ origin })).toBe(101);
    expect(await upgrade({})).toBe('refused');
    expect(await upgrade({ origin: 'http://evil.example' })).toBe('refused');
    expect(await upgrade({ origin: `https://${host}` })).toBe('refused');
    const evil = `evil.example:${port}`;
    expect(await upgrade({ host: evil, origin: `http://${evil}` })).toBe('refused');
  });
}

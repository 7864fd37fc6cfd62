import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createSimulator, type Simulator } from '@contract-kit/simulator';
import { WebSocket } from 'ws';
import type { ToPage, ToServer } from '../protocol';
import { createPhone, type PhoneServer } from '.';

const merchantAppId = 'wxd678efh567hg6787';
const origin = 'https://merchant.invalid';
const folder = mkdtempSync(path.join(os.tmpdir(), 'phone-'));
let simulator: Simulator;
let merchant: http.Server;
let phone: PhoneServer;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  writeFileSync(path.join(folder, 'app.json'), '{"pages":["p"]}');
  writeFileSync(path.join(folder, 'app.js'), 'App({})');
  writeFileSync(path.join(folder, 'p.js'), 'Page({})');
  writeFileSync(path.join(folder, 'p.wxml'), '<view>hello</view>');
  simulator = await createSimulator({ dir: path.join(folder, 'keys') });
  merchant = http.createServer((request, response) => response.end(`${request.method} ${request.url}`));
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  const { port } = merchant.address() as AddressInfo;
  phone = await createPhone({
    package: folder,
    origins: { [origin]: `http://127.0.0.1:${port}` },
    simulatorUrl: simulator.url,
  });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(async () => {
  await phone?.close();
  await simulator?.close();
  merchant?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of the phone, as far as the server can see. */
async function page() {
  const socket = new WebSocket(`${phone.url.replace('http', 'ws')}/socket`, { origin: phone.url });
  sockets.push(socket);
  const heard: ToPage[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    for (const look of [...waiting]) look();
  });
  const hears = <Type extends ToPage['type']>(type: Type) =>
    new Promise<Extract<ToPage, { type: Type }>>((resolve) => {
      const look = () => {
        const place = heard.findIndex((message) => message.type === type);
        if (place < 0) return;
        waiting.delete(look);
        resolve(heard.splice(place, 1)[0] as Extract<ToPage, { type: Type }>);
      };
      waiting.add(look);
      look();
    });
  const { world } = await hears('world');
  return { world, hears, say: (message: ToServer) => socket.send(JSON.stringify(message)) };
}

const request = (url: string): ToServer => ({
  type: 'request',
  id: 1,
  appId: merchantAppId,
  message: { id: 9, url, method: 'GET', header: {} },
});

function status(headers: Record<string, string>, method = 'GET', path = '/'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = http.request(phone.url + path, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.on('error', reject).end();
  });
}

describe('the page to read the APIs', () => {
  const get = async (path: string) => {
    const answer = await fetch(phone.url + path);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it('loads nothing from elsewhere, and all that it names is there', async () => {
    const { headers, text } = await get('/api-reference');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(text).not.toMatch(/https?:/);
    const named = [...text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path!);
    const { text: start } = await get('/api-reference/start.js');
    named.push(...[...start.matchAll(/url: '([^']+)'/g)].map(([, path]) => path!));
    expect(named).toHaveLength(6);
    expect(await Promise.all(named.map(async (path) => (await get(path)).status))).toEqual(
      Array(6).fill(200),
    );
  });

  it('describes both', async () => {
    const titles = await Promise.all(
      ['openapi', 'openapi-service'].map(
        async (name) => JSON.parse((await get(`/api-reference/${name}.json`)).text).info.title,
      ),
    );
    expect(titles).toEqual([expect.stringContaining('免密支付签约'), expect.stringContaining('服务接口')]);
  });

  it('serves no other file', async () => {
    for (const name of ['package.json', 'index.html', '..%2fpackage.json', 'constructor'])
      expect((await get(`/api-reference/${name}`)).status).toBe(404);
  });
});

it('answers its own page and nobody else', async () => {
  const { host } = new URL(phone.url);
  expect(await status({})).toBe(200);
  expect(await status({ host: host.replace('127.0.0.1', 'localhost') })).toBe(200);
  expect(await status({ host: 'evil.example' })).toBe(403);
  expect(await status({ origin: 'https://evil.example' })).toBe(403);
  expect(await status({ origin: 'null' }, 'POST', '/storage/a/b')).toBe(403);
});

it.each(['https://evil.example', undefined])('opens no socket for a page at %s', async (from) => {
  const socket = new WebSocket(`${phone.url.replace('http', 'ws')}/socket`, from ? { origin: from } : {});
  await expect(
    new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)),
  ).rejects.toThrow();
});

it('forwards what a package may ask, without CORS', async () => {
  const { say, hears } = await page();
  say(request(`${origin}/api/signings?wait=1`));
  const { outcome } = await hears('answer');
  const { base64 } = outcome as { base64: string };
  expect(Buffer.from(base64, 'base64').toString()).toBe('GET /api/signings?wait=1');
});

it.each(['https://evil.example/', 'http://merchant.invalid/', 'not a url', 'file:///etc/passwd'])(
  'forwards nothing to %s',
  async (url) => {
    const { say, hears } = await page();
    say(request(url));
    expect((await hears('answer')).outcome).toEqual({ failure: 'url not in domain list' });
  },
);

it('lets the merchant’s mini-program not speak for the signing one', async () => {
  const { say, hears } = await page();
  say(request('https://signing.wechatpay.invalid/contracts'));
  expect((await hears('answer')).outcome).toEqual({ failure: 'url not in domain list' });
});

it('keeps what each user’s mini-program keeps apart', async () => {
  const write = (user: string, body: unknown) =>
    fetch(`${phone.url}/storage/${merchantAppId}/${user}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const read = async (user: string) => (await fetch(`${phone.url}/storage/${merchantAppId}/${user}`)).json();
  expect((await write('a', { op: 'set', key: 'k', value: '{"data":1}' })).status).toBe(204);
  expect([await read('a'), await read('b')]).toEqual([[['k', '{"data":1}']], []]);
  expect((await write('a', { op: 'set', key: 'k' })).status).toBe(400);
  expect((await write('a', { op: 'remove', key: 'k' })).status).toBe(204);
  expect(await read('a')).toEqual([]);
});

it('makes trouble as it is told, and says what does not work', async () => {
  const { say, hears } = await page();
  say({ type: 'trouble', change: { notification: 'lost', platform: 'slow' } });
  expect((await hears('troubles')).troubles).toMatchObject({ notification: 'lost', platform: 'slow' });
  say({ type: 'trouble', change: { shortLifetime: true } });
  expect(await hears('failed')).toMatchObject({ what: 'trouble' });
  say({ type: 'trouble', change: { notification: 'eaten' as never } });
  expect(await hears('failed')).toMatchObject({ message: 'no such trouble' });
});

it('starts anew with two other people, and tells every page', async () => {
  const [one, other] = [await page(), await page()];
  one.say({ type: 'reset' });
  const { world } = await other.hears('reset');
  expect(world.users).not.toEqual(one.world.users);
  expect(world.troubles).toMatchObject({ notification: 'normal', platform: 'normal' });
  expect(world.users).toEqual([...phone.users]);
});

it('tells what the WXML compiler warns of', async () => {
  const { hears } = await page();
  writeFileSync(path.join(folder, 'p.wxml'), '<view>never closed');
  phone.setPackage(folder, 'development');
  expect((await hears('entry')).entry).toMatchObject({
    kind: 'trouble',
    text: expect.stringContaining('p.wxml:1: '),
  });
});

it('serves the builds that an open page may be loading, and lets older ones go', async () => {
  const { world, hears } = await page();
  const [merchant, signing] = world.apps;
  const status = async (version: string) =>
    (await fetch(new URL(`/packages/${version}/text`, phone.url))).status;
  const versions: string[] = [merchant.version];
  for (const content of ['second', 'third', 'fourth']) {
    writeFileSync(path.join(folder, 'p.wxml'), `<view>${content}</view>`);
    phone.setPackage(folder, 'development');
    versions.push((await hears('apps')).apps[0].version);
  }
  expect(await Promise.all(versions.map(status))).toEqual([404, 200, 200, 200]);
  expect(await status(signing.version)).toBe(200);
});

it('keeps the last good build when another cannot be read', async () => {
  const { world, hears } = await page();
  const broken = path.join(folder, 'keys');
  expect(() => phone.setPackage(broken, 'development')).toThrow(/app\.json/);
  phone.setBuildError('SyntaxError: here');
  const { apps } = await hears('apps');
  expect(apps[0]).toMatchObject({ version: world.apps[0].version, buildError: 'SyntaxError: here' });
  writeFileSync(path.join(folder, 'p.wxml'), '<view>again</view>');
  phone.setPackage(folder, 'development');
  const [renewed] = (await hears('apps')).apps;
  expect(renewed).toMatchObject({ mode: 'development' });
  expect(renewed).not.toHaveProperty('buildError');
  expect(renewed.version).not.toBe(world.apps[0].version);
});

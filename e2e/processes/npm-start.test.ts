import { once } from 'node:events';
import { createServer } from 'node:net';
import { createControl } from '@contract-kit/simulator/control';
import { Redis } from 'ioredis';
import { root } from '../../tools/bootstrap/root.mjs';
import { ensureWeapp } from '../../tools/weapp/package';
import { createClient, freePorts } from '../kit';
import { startCommand } from './command';
import { openPhonePage } from './phone-page';

// The phone finds its mini-program built.
beforeAll(async () => void (await ensureWeapp()));

it.each([
  ['', [], {}],
  [' also with LOG_LEVEL=warn in the environment, and no browser', ['--no-open'], { LOG_LEVEL: 'warn' }],
])('says where everything is, answers, and ends it all on Ctrl-C%s', async (_, args, env) => {
  const { server, simulator, phone, env: ports } = await freePorts();
  const start = startCommand(root, ['start', ...args], { ...ports, ...env });
  await start.says(/已启动[\s\S]*Ctrl-C/);
  expect(start.said()).toMatch(new RegExp(`手机 phone +${phone} [^\n]*\n +后端 server +${server}\n`));
  expect(start.said()).toMatch(new RegExp(`模拟器 simulator +${simulator} `));
  const redisUrl = /Redis +内嵌 Redis（数据只在内存中，退出即清空） (redis:\S+)/.exec(start.said())![1]!;
  expect(start.said()).toContain('npm run demo');

  expect((await fetch(`${server}/readyz`)).status).toBe(200);
  const page = await fetch(phone);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('/assets/page.js');
  const { body } = await createClient(server).login('a code from elsewhere');
  const user = createClient(server, body.token);
  const { outContractCode, version } = (await user.create()).body;
  const waiting = user.get(outContractCode, `?wait=20&after=${version}`);
  await createControl(simulator).sign(outContractCode);
  expect((await waiting).body.status).toBe('signed');
  // The progress of signings is shown.
  await start.says(new RegExp(outContractCode.slice(0, 6)));

  expect(await start.interrupt()).toBe(0);
  await expect(fetch(`${server}/healthz`)).rejects.toThrow();
  await expect(fetch(`${simulator}/_simulator/config`)).rejects.toThrow();
  await expect(fetch(phone)).rejects.toThrow();
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: null });
  redis.on('error', () => {});
  await expect(redis.connect()).rejects.toThrow();
});

it('tells the phone what the server logs, and starts the server again for signings that last a minute', async () => {
  const { server, simulator, phone, env } = await freePorts();
  const start = startCommand(root, ['start'], env);
  await start.says(/已启动[\s\S]*Ctrl-C/);
  const page = await openPhonePage(phone);
  const { world } = await page.hears('the world', ({ type }) => type === 'world');
  expect(world!.canShorten).toBe(true);
  expect(world!.canDeliver).toBe(true);
  const create = async (person: string) => {
    const { body } = await createClient(server).login(await createControl(simulator).code(person));
    const user = createClient(server, body.token);
    const { outContractCode, serverTime, expiresAt } = (await user.create()).body;
    const seconds = (Date.parse(expiresAt!) - Date.parse(serverTime)) / 1000;
    return { user, outContractCode, seconds };
  };
  const first = await create('one');
  expect(first.seconds).toBeGreaterThan(7000);
  await first.user.launch(first.outContractCode);
  await page.hears('a fact', ({ entry }) => entry?.kind === 'fact');

  page.send({ type: 'trouble', change: { shortLifetime: true } });
  await page.hears('of a short lifetime', ({ troubles }) => troubles?.shortLifetime);
  expect((await create('another')).seconds).toBeLessThanOrEqual(60);
  // What Redis keeps outlives it.
  expect((await first.user.get(first.outContractCode)).body.status).toBe('signing');

  page.send({ type: 'trouble', change: { shortLifetime: false } });
  await page.hears('of the usual lifetime', ({ troubles }) => troubles?.shortLifetime === false);
  expect((await create('a third')).seconds).toBeGreaterThan(7000);

  page.close();
  expect(await start.interrupt()).toBe(0);
});

it('refuses an argument that it does not know', async () => {
  const start = startCommand(root, ['start', '--reel']);
  expect(await start.exited).toBe(1);
  expect(start.said()).toMatch(/--no-open[\s\S]*--reel/);
});

it('says that the port of the phone is taken', async () => {
  const { env } = await freePorts();
  const taken = createServer().listen(Number(env.PHONE_PORT), '127.0.0.1');
  await once(taken, 'listening');
  const start = startCommand(root, ['start'], env);
  expect(await start.exited).toBe(1);
  expect(start.said()).toMatch(new RegExp(`端口 ${env.PHONE_PORT}[\\s\\S]*PHONE_PORT=`));
  taken.close();
});

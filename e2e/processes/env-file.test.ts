import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { copyTree } from '../../tools/mutants/tree';
import { ensureWeapp } from '../../tools/weapp/package';
import { freePorts, startWorld } from '../kit';
import { startCommand } from './command';

/** Nothing works for whoever reads it. */
const poison = `
PORT=poison
SIMULATOR_PORT=poison
PHONE_PORT=poison
HOST=192.0.2.1
REDIS_URL=redis://poison.invalid:6379
REDIS_PREFIX=
TEST_REDIS=poison
TEST_REDIS_URL=redis://poison.invalid:6379
NODE_ENV=production
LOG_LEVEL=poison
WECHATPAY_APIV3_KEY=poison
WECHATPAY_BASE_URL=https://poison.invalid
MINIPROGRAM_SERVER_URL=poison
MERCHANTS=poison
`;

let copy: string;
beforeAll(async () => {
  // The phone and the demo of the copy find it built.
  await ensureWeapp();
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'contract-kit-env-')));
  copyTree(root, copy);
  writeFileSync(join(copy, '.env'), poison);
});
afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

it.each([['server'], ['start', '--real']])('is read by %s', async (...args) => {
  const command = startCommand(copy, args);
  expect(await command.exited).toBe(1);
  expect(command.said()).toContain('poison');
});

it.each([['server'], ['start', '--real'], ['build']])('in GBK is told by %s', async (...args) => {
  // CONTRACT_DISPLAY_ACCOUNT=微信用户
  const gbk = '434f4e54524143545f444953504c41595f4143434f554e543dcea2d0c5d3c3bba70a';
  writeFileSync(join(copy, '.env'), Buffer.from(gbk, 'hex'));
  const command = startCommand(copy, args);
  expect(await command.exited).toBe(1);
  expect(command.said()).toMatch(/\.env：文件不是 UTF-8[\s\S]*另存为 UTF-8[\s\S]*Save it as UTF-8/);
  expect(command.said()).not.toMatch(/^ +at /m);
  writeFileSync(join(copy, '.env'), poison);
});

it('that is not there is told by server', async () => {
  rmSync(join(copy, '.env'));
  const command = startCommand(copy, ['server']);
  expect(await command.exited).toBe(1);
  expect(command.said()).toContain('没有读 .env，只读了环境变量。请把 .env.example 复制为 .env');
  expect(command.said()).toContain('PUBLIC_URL');
  writeFileSync(join(copy, '.env'), poison);
});

it('is not read by start', async () => {
  const { server, env } = await freePorts();
  const command = startCommand(copy, ['start'], env);
  await command.says(/已启动[\s\S]*内嵌 Redis/);
  expect((await fetch(`${server}/readyz`)).status).toBe(200);
  expect(await command.interrupt()).toBe(0);
  expect(command.said()).not.toContain('poison');
});

it('is not read by demo', async () => {
  const command = startCommand(copy, ['demo']);
  await command.says(/内嵌 Redis/);
  await command.says(/^1\/7/m);
  expect(await command.interrupt()).toBe(130);
  expect(command.said()).not.toContain('poison');
});

it('is not read by simulator', async () => {
  const command = startCommand(copy, ['simulator']);
  // It starts there, or says that somebody else has.
  await command.says(/9080/);
  await command.interrupt();
  expect(command.said()).not.toContain('poison');
});

it('is not read by test', async () => {
  const command = startCommand(copy, ['test', 'server/src/store/claims.test.ts']);
  expect(await command.exited).toBe(0);
  expect(command.said()).toMatch(/测试使用的 Redis：(本机|内嵌)/);
  expect(command.said()).toMatch(/Tests: +\d+ passed/);
  expect(command.said()).not.toContain('poison');
});

it('is looked at by start --real: what is wrong is named, and nothing starts; what is right does', async () => {
  const world = await startWorld();
  const write = (env: Record<string, string>) =>
    writeFileSync(
      join(copy, '.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join(''),
    );
  const env = await world.env({ REDIS_PERSISTENCE: 'managed' });
  write({ ...env, WECHATPAY_MCHID: '1900009999' });
  const refused = startCommand(copy, ['start', '--real']);
  expect(await refused.exited).toBe(1);
  expect(refused.said()).toMatch(/^✗ 商户签名：.*WECHATPAY_MCHID[\s\S]*没有启动：上面有 1 处 ✗/m);
  expect(refused.said()).not.toContain('已启动');
  write(env);
  const started = startCommand(copy, ['start', '--real']);
  await started.says(/^✓ 商户签名[\s\S]*已启动/m);
  expect(await started.interrupt()).toBe(0);
  await world.close();
});

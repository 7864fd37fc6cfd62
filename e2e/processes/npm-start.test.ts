import { Redis } from 'ioredis';
import { root } from '../../scripts/root.mjs';
import { createClient, freePort } from '../kit';
import { createControl } from '../kit/control';
import { startCommand } from './command';

jest.setTimeout(60_000);

it.each([
  ['', {}],
  [' also with LOG_LEVEL=warn in the environment', { LOG_LEVEL: 'warn' }],
])('says where everything is, answers, and ends it all on Ctrl-C%s', async (_, env) => {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const start = startCommand(root, ['start'], {
    PORT: String(port),
    SIMULATOR_PORT: String(simulatorPort),
    ...env,
  });
  await start.says(/已启动[\s\S]*Ctrl-C/);
  const [server, simulator] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${simulatorPort}`];
  expect(start.said()).toMatch(new RegExp(`后端 server +${server}\n`));
  expect(start.said()).toMatch(new RegExp(`模拟器 simulator +${simulator} `));
  const redisUrl = /Redis +内嵌 Redis（数据只在内存中，退出即清空） (redis:\S+)/.exec(start.said())![1]!;
  expect(start.said()).toContain('npm run demo');

  expect((await fetch(`${server}/readyz`)).status).toBe(200);
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
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: null });
  redis.on('error', () => {});
  await expect(redis.connect()).rejects.toThrow();
});

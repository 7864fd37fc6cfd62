import { createLogger } from '@contract-kit/server';
import { createEventJobs } from '@contract-kit/server/testing';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, redisUrl, startWorld, type World, waitFor } from '../kit';
import { startCommand } from './command';
import { startMerchant } from './merchant';
import { type ServerProcess, startServer } from './server-process';

let world: World;
let server: ServerProcess;
let merchant: Awaited<ReturnType<typeof startMerchant>>;

beforeAll(async () => {
  world = await startWorld();
  merchant = await startMerchant();
  server = await startServer(await world.env({ MERCHANT_URL: merchant.url }), 'merchant');
});
afterAll(async () => {
  await server?.kill();
  await merchant?.close();
  await world?.close();
});

/** Runs `npm run events -- …` on the Redis of the server, and of nothing else. */
async function events(args: string[] = [], env: Record<string, string> = {}) {
  const command = startCommand(root, ['events', ...args], {
    REDIS_URL: redisUrl(),
    REDIS_PREFIX: world.key(''),
    ...env,
  });
  const code = await command.exited;
  return { code, said: command.said() };
}

/** Somebody signs while the merchant is down, and all retries come at once. */
async function deadEvent(): Promise<string> {
  merchant.down(true);
  const user = await world.login(server);
  const { outContractCode } = (await user.client(server).create()).body;
  await world.control.sign(outContractCode);
  const connection = world.redis;
  const event = { outContractCode, event: 'signed' } as const;
  const jobs = createEventJobs({
    connection,
    workerConnection: () => connection,
    prefix: `{${world.key('jobs')}}`,
    log: createLogger('silent'),
  });
  await server.logged({ event: 'merchant-event', outContractCode, outcome: 'failed' });
  await waitFor('the event to be dead', async () => {
    if (await jobs.isEventDead(event)) return true;
    // It may begin by itself meanwhile.
    await jobs.hastenEvent(event).catch(() => {});
    return false;
  });
  await jobs.close();
  return outContractCode;
}

it('lists what the merchant did not take, and sends it again until they do', async () => {
  expect(await events()).toMatchObject({
    code: 0,
    said: expect.stringMatching(/已收下所有事件[\s\S]*taken every event/),
  });

  const outContractCode = await deadEvent();
  const line = await server.logged({ event: 'merchant-event-dead', outContractCode });
  expect(line).toMatchObject({ level: 'error', sendAgain: `npm run events -- --retry ${outContractCode}` });

  const listed = await events();
  expect(listed.code).toBe(0);
  expect(listed.said).toMatch(new RegExp(`停止重试[\\s\\S]*${outContractCode} +contract.signed .*1\\d 次`));
  expect(listed.said).toContain('the merchant answered 503');
  const { said } = await events(['--json']);
  expect(JSON.parse(said)).toMatchObject({
    events: [
      { type: 'contract.signed', outContractCode, state: 'dead', lastError: 'the merchant answered 503' },
    ],
  });

  merchant.down(false);
  const sent = await events(['--retry', outContractCode]);
  expect(sent).toMatchObject({
    code: 0,
    said: expect.stringContaining(`✓ ${outContractCode} contract.signed`),
  });
  await server.logged({ event: 'merchant-event', outContractCode, outcome: 'delivered', attempt: 1 });
  await waitFor('it to be gone', async () => (await events(['--json'])).said.includes('"events": []'));

  const again = await events(['--retry', outContractCode]);
  expect(again).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${outContractCode}：没有停止重试的事件`),
  });
  expect(again.said).not.toContain('已交给后端');
});

it.each([
  ['an unknown option', ['--retri'], {}, 2, /用法[\s\S]*Usage/],
  ['a code without --retry', ['abc'], {}, 2, /--retry 一起用/],
  ['what is no code', ['--retry', '../etc'], {}, 2, /不是 outContractCode/],
  ['no Redis', [], { REDIS_URL: '' }, 1, /npm start[\s\S]*REDIS_URL\s+没有设置[\s\S]*It is not set/],
  ['a Redis URL that is none', [], { REDIS_URL: 'localhost' }, 1, /不是有效的 Redis 地址/],
])('says what is wrong with %s', async (_, args, env, code, text) => {
  const ended = await events(args, env as Record<string, string>);
  expect(ended.said).toMatch(text);
  expect(ended.said).not.toContain('    at ');
  expect(ended.code).toBe(code);
});

it('says so when Redis cannot be reached, without the password', async () => {
  const { code, said } = await events([], { REDIS_URL: `redis://:s3cret@127.0.0.1:${await freePort()}` });
  expect(said).toMatch(/用不了 REDIS_URL 指的 Redis[\s\S]*could not be used/);
  expect(said).not.toContain('s3cret');
  expect(code).toBe(1);
});

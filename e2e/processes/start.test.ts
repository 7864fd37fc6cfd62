import { createServer } from 'node:http';
import { describeWithRedisServer, startRedisServer } from '@contract-kit/server/test/redis-server';
import { freePort } from '../kit';
import { startRedisProxy } from './redis-proxy';
import { type ServerProcess, spawnServer } from './server-process';
import { startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

/** Why a server did not come up, in its own words. */
async function whyNot(env: Record<string, string>): Promise<string> {
  const server: ServerProcess = spawnServer(env);
  expect(await server.exited).toEqual({ code: 1, signal: null });
  expect(server.logs.filter(({ event }) => event === 'listening')).toEqual([]);
  const last = server.logs.at(-1);
  if (last === undefined) return server.output();
  expect(server.output()).toBe('');
  expect(last).toMatchObject({ level: 'fatal', msg: 'could not start' });
  return (last.err as Error).message;
}

it('says that Redis cannot be reached', async () => {
  const env = await world.env({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  expect(await whyNot(env)).toMatch(/^Redis cannot be reached \(ECONNREFUSED\): is it running/);
});

it('says that Redis was lost while it started', async () => {
  const proxy = await startRedisProxy();
  proxy.trap('subscribe', () => {});
  expect(await whyNot(await world.env({ REDIS_URL: proxy.url }))).toMatch(/timed out/i);
  await proxy.close();
});

it('says that Redis is too old', async () => {
  const proxy = await startRedisProxy();
  proxy.lie(/redis_version:\d/, 'redis_version:5');
  expect(await whyNot(await world.env({ REDIS_URL: proxy.url }))).toMatch(
    /^Redis 5\.\S+ is too old: 6\.2 or later is needed$/,
  );
  await proxy.close();
});

it('says which port is taken', async () => {
  const env = await world.env();
  const taken = createServer().listen(Number(env.PORT), '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const why = await whyNot({ ...env, HOST: '127.0.0.1' });
  expect(why).toContain(`127.0.0.1:${env.PORT}`);
  expect(why).toMatch(/already in use/);
  expect(why).toContain('PORT');
  taken.close();
});

it('says which port for its numbers is taken', async () => {
  const env = await world.env({ METRICS_PORT: String(await freePort()) });
  const taken = createServer().listen(Number(env.METRICS_PORT), '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  expect(await whyNot(env)).toMatch(
    new RegExp(`^127.0.0.1:${env.METRICS_PORT} is already in use.* METRICS_PORT$`),
  );
  taken.close();
});

it('lists everything that is wrong with its configuration, and shows no secret', async () => {
  const env = await world.env({
    PORT: 'eighty',
    WECHATPAY_APIV3_KEY: 'far-too-short-a-secret',
    SERVICE_ID: '',
    SIGN_ID_IN: 'nowhere',
    PUBLIC_URL: 'http://example.com/?x=1',
  });
  const { SUB_MCHID: _, ...rest } = env;
  const why = await whyNot(rest);
  for (const name of ['PORT', 'WECHATPAY_APIV3_KEY', 'SERVICE_ID', 'SIGN_ID_IN', 'PUBLIC_URL', 'SUB_MCHID']) {
    expect(why).toContain(name);
  }
  expect(why).not.toContain('far-too-short-a-secret');
  expect(why).not.toMatch(/^ +at /m);
});

describeWithRedisServer('with a Redis that may throw contracts away', () => {
  it('does not start in production', async () => {
    const redis = await startRedisServer('--maxmemory-policy', 'allkeys-lru');
    const env = await world.env({ REDIS_URL: redis.url, NODE_ENV: 'production' });
    expect(await whyNot(env)).toMatch(/maxmemory-policy of Redis is allkeys-lru: .* set it to noeviction/);
  });
});

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { describeWithRedisServer, startRedisServer } from '@contract-kit/server/testing/redis-server';
import { createIdentity, file, startTlsRedisServer } from '@contract-kit/server/testing/redis-tls';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, send, startWorld, type World, waitFor } from '../kit';
import { startRedisProxy } from './redis-proxy';
import { type ServerProcess, spawnServer, startServer } from './server-process';

/** Programs start slowly, and some here are kept from it, however little patience a test has otherwise. */
const STARTED_WITHIN_MS = 60_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

/** Why a server did not come up, in its own words: Chinese first, and no stack. */
async function whyNot(env: Record<string, string>): Promise<string> {
  const server: ServerProcess = spawnServer(env);
  expect(await server.exited).toEqual({ code: 1, signal: null });
  expect(server.logs.filter(({ event }) => event === 'listening')).toEqual([]);
  const said = server.output();
  expect(said).toMatch(/^(没有启动|配置有)[\s\S]*^Not started/m);
  expect(said).not.toMatch(/^ +at /m);
  // Without a configuration there is no log.
  if (server.logs.length > 0) {
    const fatal = server.logs.find(({ level }) => level === 'fatal');
    expect(fatal).toMatchObject({ msg: 'could not start' });
    expect(said).toContain(`Not started: ${fatal!.reason}\n`);
  }
  return said;
}

it('says which option it has, and ends, when it is called with another', () => {
  const args = ['--import', 'tsx', 'server/main.ts', '--env', '.env'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(stderr).toMatch(/^✗ 参数不对[\s\S]*The only option is --env-file FILE\. Unknown option '--env'/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(status).toBe(2);
});

it('says that Redis cannot be reached', async () => {
  const env = await world.env({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  expect(await whyNot(env)).toMatch(
    /连不上 Redis[\s\S]*Redis cannot be reached \(ECONNREFUSED\): is it running/,
  );
});

it('waits for a Redis whose answers come late, each of them', async () => {
  const proxy = await startRedisProxy();
  proxy.slow(1_200);
  const server = spawnServer(await world.env({ REDIS_URL: proxy.url }));
  const ended = server.exited.then(() => Promise.reject(new Error(`it ended: ${server.output()}`)));
  const isListening = () => server.logs.some(({ event }) => event === 'listening');
  await Promise.race([waitFor('the server to listen', isListening, STARTED_WITHIN_MS), ended]);
  ended.catch(() => {});
  proxy.slow(0);
  await waitFor('it to be ready', async () => (await send(`${server.url}/readyz`, 'GET')).status === 200);
  await server.kill();
  await proxy.close();
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
    /Redis 5\.\S+ is too old: 6\.2 or later is needed\.$/m,
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
    new RegExp(
      `127.0.0.1:${env.METRICS_PORT} 已被占用：.* METRICS_PORT。\n.*already in use.* METRICS_PORT.\n$`,
    ),
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

it('warns of what is odd in its configuration, for people and in the log, and starts', async () => {
  const env = await world.env({
    METRIC_TOKEN: 'a-secret-of-somebody',
    CONTRACT_DISPLAY_ACCOUNT: '微信 用户',
  });
  const server = await startServer(env);
  for (const variable of ['METRIC_TOKEN', 'CONTRACT_DISPLAY_ACCOUNT']) {
    expect(await server.logged({ event: 'config-warning', variable })).toMatchObject({ level: 'warn' });
  }
  expect(server.output()).toMatch(/METRIC_TOKEN\n +没有这个变量[\s\S]*是不是 METRICS_TOKEN？/);
  expect(server.output()).toMatch(/CONTRACT_DISPLAY_ACCOUNT\n +含有空格或特殊字符/);
  expect(server.output() + JSON.stringify(server.logs)).not.toContain('a-secret-of-somebody');
  await server.kill();
});

it('does not start in production when nobody would get the events, unless that is meant', async () => {
  const env = await world.env({ NODE_ENV: 'production' });
  expect(await whyNot(env)).toMatch(
    /server\/merchant\/index\.ts 还没有写[\s\S]*set MERCHANT_WEBHOOK_URL[\s\S]*MERCHANT_EVENTS=none/,
  );
  // What it says next is about Redis, if that of the test run loses its data.
  const meant = await whyNot({ ...env, MERCHANT_EVENTS: 'none', REDIS_URL: 'redis://127.0.0.1:1' });
  expect(meant).not.toContain('MERCHANT_EVENTS');
});

describeWithRedisServer('with a Redis that may throw contracts away', () => {
  it('does not start in production', async () => {
    const redis = await startRedisServer('--maxmemory-policy', 'allkeys-lru');
    const env = await world.env({ REDIS_URL: redis.url, NODE_ENV: 'production', MERCHANT_EVENTS: 'none' });
    expect(await whyNot(env)).toMatch(/maxmemory-policy of Redis is allkeys-lru: .* set it to noeviction/);
  });

  it('does not start in production when it keeps nothing on disk, unless somebody else sees to that', async () => {
    const redis = await startRedisServer();
    const env = await world.env({ REDIS_URL: redis.url, NODE_ENV: 'production', MERCHANT_EVENTS: 'none' });
    expect(await whyNot(env)).toMatch(/既没有开 AOF[\s\S]*neither an append-only file/);
    const server = await startServer({ ...env, REDIS_PERSISTENCE: 'managed' });
    await server.kill();
  });

  it('does not start on a database that is not there', async () => {
    const redis = await startRedisServer();
    const env = await world.env({ REDIS_URL: `${redis.url}/16` });
    expect(await whyNot(env)).toMatch(/没有 REDIS_URL 末尾写的那个数据库/);
  });
});

describeWithRedisServer('with a Redis behind TLS', () => {
  it('starts with the private CA and the client certificate that its variables name', async () => {
    const [own, client] = [createIdentity('127.0.0.1'), createIdentity('127.0.0.1')];
    const redis = await startTlsRedisServer(own, client, 'yes');
    const env = await world.env({
      REDIS_URL: redis.tlsUrl,
      REDIS_CA_FILE: file(own.cert),
      REDIS_CERT_FILE: file(client.cert),
      REDIS_KEY_FILE: file(client.key),
    });
    const server = await startServer(env);
    const user = await world.login(server);
    expect((await user.client(server).create()).status).toBe(201);
    await server.kill();

    const { REDIS_CERT_FILE, REDIS_KEY_FILE, ...without } = env;
    expect(await whyNot(without)).toMatch(/要求客户端证书[\s\S]*asks for a client certificate/);
  });
});

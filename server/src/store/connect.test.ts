import { type EventEmitter, once } from 'node:events';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { freePort } from '../../test/free-port';
import { describeWithRedisServer, type RedisServer, startRedisServer } from '../../test/redis-server';
import { waitFor } from '../../test/wait';
import { loadRedisConfig } from '../config';
import { createLogger } from '../logging';
import { checkRedis } from './check-redis';
import { connectRedis, type RedisConnections } from './connect';
import { isRedisError } from './redis-error';

const logged: { level: string; connection?: string; reason?: string; msg: string }[] = [];
const log = createLogger('info', { write: (line) => void logged.push(JSON.parse(line)) });

const open: RedisConnections[] = [];
async function connect(url: string): Promise<RedisConnections> {
  const connections = await connectRedis(loadRedisConfig({ REDIS_URL: url }), log);
  connections.started();
  open.push(connections);
  return connections;
}

const plain: Redis[] = [];
function plainClient({ url }: RedisServer): Redis {
  const client = new Redis(url);
  plain.push(client);
  return client;
}

beforeEach(() => void logged.splice(0));
afterEach(() => {
  for (const client of plain.splice(0)) client.disconnect();
  for (const connections of open.splice(0)) connections.close();
});

/** Unlike `once` of node:events, errors do not matter. */
const next = (client: EventEmitter, event: string) =>
  new Promise<void>((resolve) => void client.once(event, resolve));
const isReady = async (client: EventEmitter & { status: string }) => {
  if (client.status !== 'ready') await next(client, 'ready');
};

const isResubscribed = ({ onResubscribed }: RedisConnections) =>
  new Promise<void>((resolve) => onResubscribed(resolve));

/** Resolves with the error, and in how many ms it came. */
async function failure(promise: Promise<unknown>): Promise<{ error: Error; ms: number }> {
  const started = performance.now();
  try {
    await promise;
  } catch (error) {
    return { error: error as Error, ms: performance.now() - started };
  }
  throw new Error('it did not fail');
}

/** Resolves when `is` does with true; looks every 20 ms. */
async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const succeeds = (promise: Promise<unknown>) =>
  promise.then(
    () => true,
    () => false,
  );

/** What every kind of Redis has to give: commands, scripts, messages, jobs. */
async function useEverything(connections: RedisConnections): Promise<void> {
  const { client, subscriber } = connections;
  await client.set('key:{a}', '1');
  expect(await client.eval("return redis.call('GET', KEYS[1])", 1, 'key:{a}')).toBe('1');

  await subscriber.subscribe('changes');
  const message = once(subscriber, 'message');
  await client.publish('changes', 'abc');
  expect(await message).toEqual(['changes', 'abc']);

  const prefix = '{jobs}';
  const queue = new Queue('queries', { connection: client, prefix });
  const worker = new Worker('queries', async (job) => job.data.n + 1, {
    connection: connections.forWorker(),
    prefix,
  });
  const done = once(worker, 'completed');
  await queue.add('delayed', { n: 1 }, { delay: 50 });
  expect((await done)[1]).toBe(2);
  await worker.close();
  await queue.close();
}

describeWithRedisServer('a Redis server', () => {
  test('serves commands, scripts, messages and jobs', async () => {
    const server = await startRedisServer();
    await useEverything(await connect(server.url));
  });

  test('takes a database, a user and a password', async () => {
    const server = await startRedisServer('--requirepass', 'p@ss:/word');
    const { client } = await connect(
      `redis://:${encodeURIComponent('p@ss:/word')}@127.0.0.1:${server.port}/3`,
    );
    expect(await client.client('INFO')).toContain(' db=3 ');

    await client.acl('SETUSER', 'app', 'on', '>s3cret', '~*', '&*', '+@all');
    const named = await connect(`redis://app:s3cret@127.0.0.1:${server.port}`);
    expect(await named.client.acl('WHOAMI')).toBe('app');
  });

  test('that refuses the password is told at once, without the password', async () => {
    const server = await startRedisServer('--requirepass', 'right');
    const { error, ms } = await failure(connect(`redis://:wr0ng@127.0.0.1:${server.port}`));
    expect(error.message).toContain('refuses the user name or password');
    expect(ms).toBeLessThan(3000);
    expect(JSON.stringify(logged)).not.toContain('wr0ng');
  });

  test('that is not there is told within its 5 s', async () => {
    const { error, ms } = await failure(connect(`redis://127.0.0.1:${await freePort()}`));
    expect(error.message).toBe(
      '连不上 Redis（ECONNREFUSED）：它在运行吗？REDIS_URL 写对了吗？\n' +
        'Redis cannot be reached (ECONNREFUSED): is it running, and is REDIS_URL right?',
    );
    expect(ms).toBeLessThan(7000);
  });
});

describeWithRedisServer('sentinels', () => {
  test('name the master, and the next one after a failover', async () => {
    const [first, second, sentinel] = await Promise.all([
      startRedisServer(),
      startRedisServer(),
      startRedisServer('--sentinel'),
    ]);
    const [master, replica, watcher] = [first, second, sentinel].map(plainClient) as [Redis, Redis, Redis];
    await replica.replicaof('127.0.0.1', first.port);
    await until(async () => (await master.info('replication')).includes('state=online'));
    await watcher.call('SENTINEL', 'MONITOR', 'mymaster', '127.0.0.1', first.port, 1);

    const connections = await connect(`redis-sentinel://127.0.0.1:${sentinel.port}/mymaster/0`);
    await useEverything(connections);

    await until(() => succeeds(watcher.call('SENTINEL', 'FAILOVER', 'mymaster')));
    await until(async () => (await replica.info('replication')).includes('role:master'));
    // The old master does not pass it on any more.
    await until(async () => {
      await succeeds(connections.client.set('after', '1'));
      return (await replica.exists('after')) === 1;
    });
  });
});

describeWithRedisServer('a Redis that dies', () => {
  let server: RedisServer;
  let connections: RedisConnections;
  beforeEach(async () => {
    server = await startRedisServer();
    connections = await connect(server.url);
  });

  test('fails commands at once, keeps none of them, and is used again when it is back', async () => {
    const { client } = connections;
    await server.kill();
    const { error } = await failure(Promise.all([client.set('a', '1'), client.get('a')]));
    expect(error.message).not.toBe('Command timed out');
    expect(isRedisError(error)).toBe(true);
    await failure(client.set('late', '1'));

    await server.restart();
    await isReady(client);
    expect(await client.exists('late')).toBe(0);
    expect(await client.set('a', '2')).toBe('OK');
  });

  test('fails a command that was under way, and does not send it again', async () => {
    const { client } = connections;
    server.pause();
    const push = failure(client.rpush('list', 'x'));
    await server.kill();
    expect((await push).ms).toBeLessThan(3_000);
    await server.restart();
    await isReady(client);
    expect(await client.llen('list')).toBe(0);
  });

  test('fails within a second when it hangs, and is dropped for a new connection', async () => {
    const { client } = connections;
    server.pause();
    const { error, ms } = await failure(client.get('a'));
    expect(error.message).toBe('Command timed out');
    expect(ms).toBeLessThan(2_900);
    await next(client, 'reconnecting');
    server.resume();
    await isReady(client);
    expect(await client.get('a')).toBeNull();
  });

  test('has answered in time when it is this process that stood still', async () => {
    const { client } = connections;
    const answer = client.get('a');
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    expect(await answer).toBeNull();
  });

  test('has its subscriptions in force again before that is told', async () => {
    const { client, subscriber } = connections;
    await subscriber.subscribe('changes');
    const resubscribed = isResubscribed(connections);
    await server.kill();
    await server.restart();
    await Promise.all([resubscribed, isReady(client)]);
    const message = once(subscriber, 'message');
    expect(await client.publish('changes', 'abc')).toBe(1);
    expect(await message).toEqual(['changes', 'abc']);
  });

  test('is logged once, however often it is tried, and once when it is back', async () => {
    const { client } = connections;
    await server.kill();
    for (let attempts = 0; attempts < 4; attempts += 1) await next(client, 'reconnecting');
    await server.restart();
    await isReady(client);
    const ofCommands = logged.filter(({ connection }) => connection === 'commands');
    expect(ofCommands.filter(({ reason }) => reason === 'ECONNREFUSED')).toHaveLength(1);
    expect(ofCommands.length).toBeLessThanOrEqual(3);
    expect(ofCommands.at(-1)).toMatchObject({ level: 'info', msg: 'connected to Redis again' });
  });

  test('lets workers wait, and go on', async () => {
    const worker = new Worker('q', async () => 'done', {
      connection: connections.forWorker(),
      prefix: '{jobs}',
      runRetryDelay: 1_000,
    });
    worker.on('error', () => {});
    await worker.waitUntilReady();
    await server.kill();
    await server.restart();
    await isReady(connections.client);
    const queue = new Queue('q', { connection: connections.client, prefix: '{jobs}' });
    let result: unknown;
    worker.once('completed', (_job, returned) => {
      result = returned;
    });
    await queue.add('job', {});
    await waitFor('the job to be done', () => result === 'done');
    await worker.close();
    await queue.close();
  });

  test('can be closed while it is gone', async () => {
    await server.kill();
    await next(connections.client, 'reconnecting');
    connections.close();
    await failure(connections.client.ping());
  });
});

/** Three masters on this machine, with the slots shared out. */
async function startCluster(): Promise<RedisServer[]> {
  const options = [
    '--cluster-enabled',
    'yes',
    '--cluster-announce-ip',
    '127.0.0.1',
    '--cluster-require-full-coverage',
    'no',
  ];
  const servers = await Promise.all([1, 2, 3].map(() => startRedisServer(...options)));
  const nodes = servers.map(plainClient);
  for (const [i, node] of nodes.entries()) {
    await node.cluster('SET-CONFIG-EPOCH', i + 1);
    await node.cluster('ADDSLOTSRANGE', Math.floor((i * 16384) / 3), Math.floor(((i + 1) * 16384) / 3) - 1);
    await node.cluster('MEET', '127.0.0.1', servers[0]!.port);
  }
  for (const node of nodes) {
    await until(async () =>
      /cluster_state:ok[\s\S]*slots_ok:16384[\s\S]*known_nodes:3/.test(String(await node.cluster('INFO'))),
    );
  }
  return servers;
}

describeWithRedisServer('a cluster', () => {
  let servers: RedisServer[];
  let connections: RedisConnections;
  beforeAll(async () => {
    servers = await startCluster();
  });
  beforeEach(async () => {
    connections = await connect(
      `redis-cluster://127.0.0.1:${servers[0]!.port},127.0.0.1:${servers[1]!.port}`,
    );
  });

  test('serves commands, scripts, messages and jobs', async () => {
    await useEverything(connections);
    const codes = Array.from({ length: 50 }, (_, i) => `signing:{${i}}`);
    await Promise.all(codes.map((code) => connections.client.set(code, code)));
    expect(await Promise.all(codes.map((code) => connections.client.get(code)))).toEqual(codes);
  });

  test('is looked at in all its masters at the start', async () => {
    const { client } = connections;
    const redis = { prefix: 'contract-kit:', persistence: 'checked' as const };
    const check = () => checkRedis(client, { production: true, log, redis });
    for (const node of servers.map(plainClient)) {
      await expect(check()).rejects.toThrow('neither an append-only file');
      await node.config('SET', 'save', '3600 1');
    }
    await check();
    await plainClient(servers[2]!).acl('SETUSER', 'default', '-zadd');
    await expect(check()).rejects.toThrow('lacks rights: the commands ZADD.');
    await plainClient(servers[2]!).acl('SETUSER', 'default', '+zadd');
  });

  test('has its subscriptions moved to another node', async () => {
    const { subscriber } = connections;
    await subscriber.subscribe('changes');
    const at = servers.findIndex(({ port }) => port === subscriber.options.port);
    const resubscribed = isResubscribed(connections);
    await servers[at]!.kill();
    await resubscribed;
    expect(subscriber.options.port).not.toBe(servers[at]!.port);

    const other = await connect(servers[(at + 1) % 3]!.url);
    const message = once(subscriber, 'message');
    await other.client.publish('changes', 'abc');
    expect(await message).toEqual(['changes', 'abc']);
    await servers[at]!.restart();
  });

  test('whose nodes send each other away is a Redis that is away, as long as they do', async () => {
    const { client } = connections;
    const [one, other] = servers.slice(0, 2).map(plainClient) as [Redis, Redis];
    const [oneId, otherId] = [await one.cluster('MYID'), await other.cluster('MYID')];
    // One of the first node's slots, with nothing in it.
    const [key, slot] = ['astray:{b}', 3300];
    await until(() => succeeds(client.get(key)));
    await one.cluster('SETSLOT', slot, 'NODE', otherId);
    await other.cluster('SETSLOT', slot, 'NODE', oneId);
    const { error, ms } = await failure(client.get(key));
    expect(isRedisError(error)).toBe(true);
    expect(error.message).toContain('Too many Cluster redirections');
    expect(ms).toBeLessThan(3_000);
    for (const node of [one, other]) await node.cluster('SETSLOT', slot, 'NODE', oneId);
    await until(() => succeeds(client.get(key)));
  });

  test('fails commands within a second while all of it hangs or is gone, and is used again when it is back', async () => {
    const { client } = connections;
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const failures = () => Promise.all(keys.map((key) => failure(client.get(key))));
    for (const server of servers) server.pause();
    const expectAway = async () => {
      for (const { ms, error } of await failures()) {
        expect(ms).toBeLessThan(5_000);
        expect(isRedisError(error)).toBe(true);
      }
    };
    await expectAway();
    await Promise.all(servers.map((server) => server.kill()));
    await expectAway();
    await until(async () => client.status !== 'ready');
    await expectAway();

    await Promise.all(servers.map((server) => server.restart()));
    await isReady(client);
    await until(() => succeeds(Promise.all(keys.map((key) => client.set(key, '1')))));
  });
});

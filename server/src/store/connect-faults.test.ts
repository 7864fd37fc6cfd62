import type { Redis } from 'ioredis';
import { describeWithRedisServer, startRedisServer } from '../../test/redis-server';
import { createIdentity, type Identity, startTlsRedisServer } from '../../test/redis-tls';
import { startRelay } from '../../test/relay';
import { waitFor } from '../../test/wait';
import { formatStartError, loadRedisConfig, type RedisTls, StartError } from '../config';
import { createLogger } from '../logging';
import { connectRedis, type RedisConnections } from './connect';

const logged: string[] = [];
const log = createLogger('warn', { write: (line) => void logged.push(JSON.parse(line).msg) });
const open: RedisConnections[] = [];
afterEach(() => {
  for (const connections of open.splice(0)) connections.close();
});

interface Place {
  /** As `REDIS_URL`. */
  url: string;
  tls?: RedisTls;
}

async function connect({ url, tls }: Place): Promise<RedisConnections> {
  const connections = await connectRedis(
    { ...loadRedisConfig({ REDIS_URL: url }), ...(tls && { tls }) },
    log,
  );
  open.push(connections);
  return connections;
}

/** What people read who asked for that Redis. */
async function told(place: Place): Promise<string> {
  const error = await connect(place).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof StartError) return formatStartError(error);
  throw new Error(`no word to a person, but ${error}`);
}

describeWithRedisServer('the database of REDIS_URL', () => {
  test('is the one in use, or the start stops', async () => {
    const { url } = await startRedisServer('--databases', '16');
    await (await connect({ url: `${url}/15` })).client.set('key', '1');
    expect(await told({ url: `${url}/16` })).toMatch(/没有 REDIS_URL 末尾写的那个数据库[\s\S]*databases/);
    const { client } = await connect({ url });
    expect(await client.info('keyspace')).toMatch(/db15:/);
    expect(await client.info('keyspace')).not.toMatch(/db0:/);
  });

  test('is never replaced by database 0 when the connection is made anew', async () => {
    const server = await startRedisServer();
    const { client, forWorker } = await connect({ url: `${server.url}/9` });
    const worker = forWorker();
    await worker.ping();
    await server.kill();
    await server.restart('--databases', '2');
    const refused = (of: typeof client) =>
      new Promise<void>((resolve) =>
        of.on('error', ({ message }) => /out of range/.test(message) && resolve()),
      );
    await Promise.all([refused(client), refused(worker)]);
    void worker.set('late', '1').catch(() => {});
    await expect(client.set('key', '1')).rejects.toThrow();
    await Promise.all([refused(client), refused(worker)]);
    const { client: other } = await connect({ url: server.url });
    expect(await other.dbsize()).toBe(0);
  });
});

describeWithRedisServer('a Redis that is there, but busy', () => {
  test('is waited for, and that is logged', async () => {
    const server = await startRedisServer();
    logged.splice(0);
    server.pause();
    const connected = connect({ url: server.url });
    await waitFor('a word', () => logged.includes('Redis is there, but not ready yet: waiting for it'));
    server.resume();
    expect(await (await connected).client.ping()).toBe('PONG');
  });
});

describeWithRedisServer('a password', () => {
  test('that is missing or wrong is told apart', async () => {
    const { url, port } = await startRedisServer('--requirepass', 'right');
    expect(await told({ url })).toMatch(/要求密码[\s\S]*asks for a password/);
    const wrong = await told({ url: `redis://:wr0ng@127.0.0.1:${port}` });
    expect(wrong).toMatch(/不接受[\s\S]*refuses the user name or password/);
    expect(wrong).not.toContain('wr0ng');
  });
});

describeWithRedisServer('the kind of Redis', () => {
  test('is named in words when it is another than REDIS_URL says', async () => {
    const [server, sentinel, guarded] = await Promise.all([
      startRedisServer(),
      startRedisServer('--sentinel'),
      startRedisServer('--requirepass', 'right', '--sentinel'),
    ]);
    const [url, sentinelUrl, guardedUrl] = [server, sentinel, guarded].map(({ port }) => `127.0.0.1:${port}`);
    expect(await told({ url: `redis-cluster://${url}` })).toContain('This Redis is no cluster');
    expect(await told({ url: `redis-sentinel://${sentinelUrl}/nobody` })).toContain('know no master');
    expect(await told({ url: `redis-sentinel://${guardedUrl}/mymaster` })).toContain('?sentinelPassword=');
  });
});

describeWithRedisServer('TLS', () => {
  const [own, elsewhere, client] = ['127.0.0.1', '192.0.2.1', '127.0.0.1'].map(createIdentity) as [
    Identity,
    Identity,
    Identity,
  ];
  const startTlsServer = (asks: 'yes' | 'no', shown = own) => startTlsRedisServer(shown, client, asks);

  let server: Awaited<ReturnType<typeof startTlsServer>>;
  beforeAll(async () => {
    server = await startTlsServer('no');
  });

  test('with a private CA serves commands, messages and workers', async () => {
    const connections = await connect({ url: server.tlsUrl, tls: { ca: own.cert } });
    expect(await connections.client.ping()).toBe('PONG');
    expect(await connections.subscriber.ping()).toBe('PONG');
    expect(await connections.forWorker().ping()).toBe('PONG');
  });

  test('with a private CA that was not given: says how, and that NODE_EXTRA_CA_CERTS does not do', async () => {
    const words = await told({ url: server.tlsUrl });
    expect(words).toMatch(/REDIS_CA_FILE[\s\S]*NODE_EXTRA_CA_CERTS in \.env has no effect/);
  });

  test('with another CA says the same', async () => {
    expect(await told({ url: server.tlsUrl, tls: { ca: client.cert } })).toContain('REDIS_CA_FILE');
  });

  test('with a certificate for another host says that', async () => {
    const { tlsUrl } = await startTlsServer('no', elsewhere);
    expect(await told({ url: tlsUrl, tls: { ca: elsewhere.cert } })).toContain('is for another host');
  });

  test('to a port without it, and the reverse, are told apart', async () => {
    expect(await told({ url: `rediss://127.0.0.1:${server.port}` })).toMatch(
      /把开头的 rediss 改成 redis[\s\S]*write redis in place of rediss/,
    );
    expect(await told({ url: `redis://127.0.0.1:${server.tlsPort}` })).toMatch(
      /把开头改成 rediss[\s\S]*let it begin with rediss/,
    );
  });

  test('of a Redis that asks for a client certificate: it is shown, and missed, and refused in words', async () => {
    const { tlsUrl: url, tlsPort } = await startTlsServer('yes');
    const shown = await connect({ url, tls: { ca: own.cert, ...client } });
    expect(await shown.client.ping()).toBe('PONG');
    expect(await told({ url, tls: { ca: own.cert } })).toMatch(/REDIS_CERT_FILE 和 REDIS_KEY_FILE/);
    expect(await told({ url, tls: { ca: own.cert, ...elsewhere } })).toContain(
      'refuses the client certificate',
    );
    expect(await told({ url: `redis://127.0.0.1:${tlsPort}` })).toContain('let it begin with rediss');
  });

  test('of sentinels is told apart from none, too', async () => {
    const sentinel = await startRedisServer('--sentinel');
    const url = `rediss-sentinel://127.0.0.1:${sentinel.port}/mymaster`;
    expect(await told({ url })).toContain('write redis in place of rediss');
  });
});

describeWithRedisServer('two Redis that swap their roles behind one address', () => {
  test('are followed to the new master: what it was is a replica, which takes no writes', async () => {
    const before = await startRedisServer();
    const after = await startRedisServer();
    let port = before.port;
    const address = await startRelay(() => ({ port }));
    const direct = await connect({ url: before.url });
    try {
      const { client } = await connect({ url: `redis://127.0.0.1:${address.port}` });
      await client.set('key', 'before');
      port = after.port;
      await (direct.client as Redis).replicaof('127.0.0.1', after.port);
      await waitFor('a write', () => client.set('key', 'after').catch(() => false));
      expect(await (await connect({ url: after.url })).client.get('key')).toBe('after');
    } finally {
      await address.close();
    }
  });
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useRedisChecks } from '../../test/redis-checks';
import { describeWithRedisServer, startRedisServer } from '../../test/redis-server';
import { checkRights, rights } from './redis-rights';

const { warnings, log, checkRedis, connect } = useRedisChecks();

describeWithRedisServer('a Redis server', () => {
  test('as it comes is taken without a word', async () => {
    const { url } = await startRedisServer();
    await checkRedis(connect(url), { production: true, log });
    expect(warnings).toEqual([]);
  });

  test('that may throw away contracts is refused in production, and warned about elsewhere', async () => {
    const { url } = await startRedisServer('--maxmemory-policy', 'allkeys-lru');
    await expect(checkRedis(connect(url), { production: true, log })).rejects.toThrow('set it to noeviction');
    await checkRedis(connect(url), { production: false, log });
    expect(warnings).toEqual([expect.stringContaining('allkeys-lru')]);
  });

  test('that forbids CONFIG, as hosted ones do, is taken', async () => {
    const { url } = await startRedisServer('--rename-command', 'CONFIG', '');
    await checkRedis(connect(url), { production: true, log });
    expect(warnings).toEqual([]);
  });

  test('that keeps nothing on disk is refused in production, warned about elsewhere, and left alone when managed', async () => {
    const { url } = await startRedisServer('--save', '', '--appendonly', 'no');
    const client = connect(url);
    const told = checkRedis(client, { production: true, log }, 'checked');
    await expect(told).rejects.toThrow(/neither an append-only file .* REDIS_PERSISTENCE=managed/);
    await expect(told).rejects.toMatchObject({ text: { 'zh-CN': expect.stringContaining('AOF') } });
    expect(warnings).toEqual([]);
    await checkRedis(client, { production: false, log }, 'checked');
    expect(warnings).toEqual([expect.stringContaining('neither an append-only file')]);
    await checkRedis(client, { production: true, log }, 'managed');
    expect(warnings).toHaveLength(1);
  });

  test.each([
    ['an append-only file', ['--appendonly', 'yes', '--save', '']],
    ['snapshots', ['--appendonly', 'no', '--save', '3600 1']],
  ])('with %s is taken', async (_, options) => {
    const { url } = await startRedisServer(...options);
    await checkRedis(connect(url), { production: true, log }, 'checked');
    expect(warnings).toEqual([]);
  });

  test('that does not say whether it keeps snapshots is warned about', async () => {
    const { url } = await startRedisServer('--rename-command', 'CONFIG', '');
    await checkRedis(connect(url), { production: true, log }, 'checked');
    expect(warnings).toEqual([expect.stringContaining('whether Redis writes to disk cannot be read')]);
  });

  test('whose proxy uses another database than it says is refused', async () => {
    const { url } = await startRedisServer();
    const client = connect(`${url}/2`);
    await once(client, 'ready');
    client.options.db = 3;
    await expect(checkRedis(client, { production: false, log })).rejects.toThrow('asks for database 3');
  });

  test('that is a replica is refused', async () => {
    const [master, replica] = await Promise.all([startRedisServer(), startRedisServer()]);
    const client = connect(replica.url);
    await client.replicaof('127.0.0.1', master.port);
    await expect(checkRedis(client, { production: false, log })).rejects.toThrow('replica');
  });
});

describeWithRedisServer('the rights of a user', () => {
  /** What becomes of the check for a user who has the rights that are documented, but for those taken away. */
  async function check(prefix: string, ...changes: string[]): Promise<string | undefined> {
    const { port, url } = await startRedisServer();
    const admin = connect(url);
    await admin.acl('SETUSER', 'app', 'on', '>s3cret', ...rights(prefix).split(' '), ...changes);
    const app = connect(`redis://app:s3cret@127.0.0.1:${port}`);
    const found = checkRights(app, prefix).then(
      () => undefined,
      ({ message }: Error) => message,
    );
    const message = await found;
    expect(await admin.dbsize()).toBe(0);
    return message;
  }

  test('as documented are enough', async () => {
    expect(await check('contract-kit:')).toBeUndefined();
    expect(await check('shop-1:')).toBeUndefined();
  });

  test.each([
    ['a command', ['-zadd'], 'the commands ZADD.'],
    ['several', ['-zadd', '-xadd', '-evalsha'], 'the commands ZADD XADD EVALSHA.'],
    ['transactions', ['-multi'], 'the commands MULTI.'],
    ['the keys of jobs', ['resetkeys', '~contract-kit:*'], 'the keys contract-kit:* and {contract-kit:*.'],
    ['the other keys', ['resetkeys', '~{contract-kit:*'], 'the keys contract-kit:* and {contract-kit:*.'],
    ['the channels', ['resetchannels'], 'the channels contract-kit:*.'],
    ['keys and a command', ['resetkeys', '-get'], 'the commands GET; the keys contract-kit:* and'],
  ])('without %s: names what is missing, and what is enough', async (_, changes, missing) => {
    const message = await check('contract-kit:', ...changes);
    expect(message).toContain(`The user in REDIS_URL lacks rights: ${missing}`);
    expect(message).toContain(`ACL SETUSER <user> ${rights('contract-kit:')}`);
  });

  test('to INFO are not needed: it is warned about', async () => {
    const { port, url } = await startRedisServer();
    await connect(url).acl('SETUSER', 'app', 'on', '>s3cret', ...rights('contract-kit:').split(' '), '-info');
    await checkRedis(connect(`redis://app:s3cret@127.0.0.1:${port}`), { production: true, log }, 'checked');
    expect(warnings).toEqual([expect.stringContaining('INFO of Redis is forbidden')]);
  });

  test('are those of .env.example', () => {
    const example = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');
    expect(example).toContain(`ACL SETUSER contract-kit on >密码 ${rights('contract-kit:')}\n`);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@contract-kit/server';
import { checkRedis } from '@contract-kit/server/testing';
import {
  describeWithRedisServer,
  type RedisServer,
  startRedisServer,
} from '@contract-kit/server/testing/redis-server';
import { Redis } from 'ioredis';
import { type Kit, startKit } from './kit';

const PREFIX = 'contract-kit:';
const example = readFileSync(join(__dirname, '..', '.env.example'), 'utf8');
const [, documented = ''] = /^# +ACL SETUSER contract-kit (.+)$/m.exec(example) ?? [];

/** As `INFO commandstats` names them: what makes a connection, and what only the start would like to know. */
const unneeded = /^(hello|auth|client|select|info|config|discard|exec|subscribe|unsubscribe|acl|command)\b/;

describeWithRedisServer('a Redis user with the rights of .env.example, and no other', () => {
  let redis: RedisServer;
  let admin: Redis;
  let kit: Kit;
  beforeAll(async () => {
    redis = await startRedisServer();
    admin = new Redis(redis.url);
    await admin.acl('SETUSER', 'contract-kit', ...documented.replace('密码', 's3cret').split(' '));
    await admin.config('RESETSTAT');
    const url = `redis://contract-kit:s3cret@127.0.0.1:${redis.port}`;
    kit = await startKit({ env: { REDIS_URL: url, REDIS_PREFIX: PREFIX } });
  });
  afterAll(async () => {
    await kit?.stopServer();
    await kit?.simulator.close();
    kit?.redis.disconnect();
    admin?.disconnect();
  });

  it('is enough for all that a signing comes to; and a right that it takes is missed at the start', async () => {
    const user = await kit.login();
    const { outContractCode, version } = (await user.create()).body;
    await user.launch(outContractCode);
    const woken = user.get(outContractCode, `?wait=20&after=${version}`);
    await user.return(outContractCode);
    expect((await woken).status).toBe(200);
    await kit.control.sign(outContractCode);
    await kit.event(outContractCode, 'signed');
    expect((await user.contracts()).body.contracts).toHaveLength(1);
    expect((await user.terminate(outContractCode)).status).toBe(200);
    await kit.event(outContractCode, 'terminated');
    expect((await user.logout()).status).toBe(204);

    const denied = (await admin.acl('LOG')) as unknown as unknown[][];
    const objects = denied.map((entry) => String(entry[entry.indexOf('object') + 1]));
    // The start would like to know whether there are snapshots.
    expect(objects.filter((object) => object !== 'config|get')).toEqual([]);

    const stats = await admin.info('commandstats');
    const used = [...stats.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name!);
    expect(used).toEqual(expect.arrayContaining(['evalsha', 'zadd', 'hset', 'xadd', 'publish']));
    const missed: string[] = [];
    const wanted = used.filter((name) => !unneeded.test(name));
    for (const name of wanted) {
      await admin.acl('SETUSER', 'contract-kit', `-${name}`);
      const why = await start().catch(({ message }: Error) => message);
      if (String(why).includes(`the commands ${name.toUpperCase()}.`)) missed.push(name);
      await admin.acl('SETUSER', 'contract-kit', `+${name}`);
    }
    expect(missed).toEqual(wanted);

    await admin.acl('SETUSER', 'contract-kit', '-subscribe');
    await expect(kit.restartServer()).rejects.toThrow('lacks rights: the commands SUBSCRIBE.');
    await admin.acl('SETUSER', 'contract-kit', '+subscribe');
    await kit.startServer();
  });

  /** The check that a start makes. */
  async function start(): Promise<void> {
    const client = new Redis(kit.env.REDIS_URL!);
    try {
      const redis = { prefix: PREFIX, persistence: 'managed' as const };
      await checkRedis(client, { production: false, log: createLogger('silent'), redis });
    } finally {
      client.disconnect();
    }
  }
});

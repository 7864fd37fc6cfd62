import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Redis } from 'ioredis';
import { useRedisChecks } from '../../test/redis-checks';

const { warnings, log, checkRedis, connect } = useRedisChecks();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something that speaks RESP, knows only INFO, and answers it with the given lines. */
async function stranger(...info: string[]): Promise<Redis> {
  const text = info.join('\r\n');
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      for (const command of `${chunk}`.split(/(?=\*\d+\r\n)/)) {
        const isInfo = /\binfo\b/i.test(command) && !/setinfo/i.test(command);
        socket.write(isInfo ? `$${text.length}\r\n${text}\r\n` : "-ERR unknown command 'HELLO'\r\n");
      }
    });
    socket.on('error', () => {});
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return connect(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('the version', () => {
  test.each(['5.0.14', '6.0.16', '6.1.240', '2.8', ''])('%s is too old', async (version) => {
    const client = await stranger(`redis_version:${version}`, 'maxmemory_policy:noeviction');
    await expect(checkRedis(client, { production: false, log })).rejects.toThrow('6.2 or later is needed');
  });

  test.each(['6.2.0', '7.0.15', '8.2.1', '10.0.0'])('%s will do', async (version) => {
    await checkRedis(await stranger(`redis_version:${version}`, 'maxmemory_policy:noeviction'), {
      production: true,
      log,
    });
    expect(warnings).toEqual([]);
  });
});

test('an eviction policy that cannot be read is warned about', async () => {
  await checkRedis(await stranger('redis_version:7.2.4', 'role:master'), { production: true, log });
  expect(warnings).toEqual(['the maxmemory-policy of Redis cannot be read: make sure that it is noeviction']);
});

test('a cluster that was given as a single server is refused', async () => {
  const client = await stranger('redis_version:7.2.4', 'redis_mode:cluster', 'maxmemory_policy:noeviction');
  await expect(checkRedis(client, { production: false, log })).rejects.toThrow('redis-cluster://');
});

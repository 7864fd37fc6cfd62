import { Redis } from 'ioredis';
import { useRedis } from '../../test/redis';
import { createKeys } from './keys';
import { createLimits, type Limits } from './limits';

const { client, prefix, keys } = useRedis();
const one = createLimits(client, keys);
const connection = client.duplicate();
const other = createLimits(connection, keys);
afterAll(() => connection.disconnect());

/** How often it may be done before it is refused. */
async function allowed(limit: Limits[keyof Limits], key: string, among = 100): Promise<number> {
  const answers = await Promise.all(Array.from({ length: among }, () => limit(key)));
  return answers.filter((seconds) => seconds === 0).length;
}

it.each<[keyof Limits, number, number]>([
  ['failedLogins', 30, 600],
  ['queries', 20, 3600],
  ['checksAgain', 1, 60],
])('%s: %d in %d s', async (name, times, withinSeconds) => {
  expect(await allowed(one[name], 'a')).toBe(times);
  const seconds = await one[name]('a');
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(withinSeconds);
  expect(seconds).toBeGreaterThan(withinSeconds - 30);
  expect(await one[name]('b')).toBe(0);
});

it('says beforehand whether the next one is allowed, and does not count that', async () => {
  for (let i = 0; i < 3; i++) expect(await one.checksAgain.ahead('asked')).toBe(0);
  expect(await one.checksAgain('asked')).toBe(0);
  const seconds = await other.checksAgain.ahead('asked');
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
});

it('counts over all processes, and each limit by itself', async () => {
  expect(await one.checksAgain('shared')).toBe(0);
  expect(await other.checksAgain('shared')).toBeGreaterThan(0);
  expect(await other.queries('shared')).toBe(0);
});

it('allows it again when its time is over', async () => {
  expect(await one.checksAgain('again')).toBe(0);
  const name = (await client.keys(`${prefix}rate:rechecks*again`))[0]!;
  expect(await client.pttl(name)).toBeLessThanOrEqual(60_000);
  await client.del(name);
  expect(await one.checksAgain('again')).toBe(0);
});

it('goes on counting, each process for itself, while Redis is away', async () => {
  const away = new Redis('redis://127.0.0.1:1', {
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: () => null,
  });
  away.on('error', () => {});
  const [here, there] = [createLimits(away, createKeys(prefix)), createLimits(away, createKeys(prefix))];
  expect(await allowed(here.queries, 'a')).toBe(20);
  expect(await here.queries('a')).toBeGreaterThan(0);
  expect(await there.queries('a')).toBe(0);
  expect(await here.checksAgain.ahead('a')).toBe(0);
  expect(await here.checksAgain('a')).toBe(0);
  expect(await here.checksAgain.ahead('a')).toBeGreaterThan(0);
  away.disconnect();
});

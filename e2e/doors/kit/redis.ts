import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { redisUrl } from '../../kit';

const prefixes: string[] = [];
afterAll(async () => {
  if (prefixes.length === 0) return;
  const redis = new Redis(redisUrl());
  for (const prefix of prefixes.splice(0)) {
    const names = await redis.keys(`*${prefix}*`);
    if (names.length > 0) await redis.del(...names);
  }
  redis.disconnect();
});

/** Variables of a server: the Redis of the test run, with names of its own, which are gone after the tests of the file. */
export function redisSettings(): { REDIS_URL: string; REDIS_PREFIX: string } {
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  prefixes.push(prefix);
  return { REDIS_URL: redisUrl(), REDIS_PREFIX: prefix };
}

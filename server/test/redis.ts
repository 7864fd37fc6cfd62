import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { createKeys } from '../src/store/keys';

/** A connection to the Redis that this test run was given, with names of its own that are gone at the end. */
export function useRedis() {
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  const url = process.env.TEST_REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests with `npm test`');
  const client = new Redis(url);
  afterAll(async () => {
    const names = await client.keys(`*${prefix}*`);
    if (names.length > 0) await client.del(...names);
    client.disconnect();
  });
  return { url, prefix, client, keys: createKeys(prefix) };
}

import { complain, say } from '../bootstrap/terminal.mjs';
import { openTestRedis, type Redis, type RedisKind } from '../redis/redis';

/** The Redis of this test run, for global-teardown. */
export let redis: Redis | undefined;

/**
 * Chooses and starts the Redis of the test run and tells the tests its address as TEST_REDIS_URL.
 * TEST_REDIS insists on a kind: url, server or embedded.
 */
export default async function setup() {
  const wanted = (process.env.TEST_REDIS || undefined) as RedisKind | undefined;
  try {
    redis = await openTestRedis(process.env, wanted);
    say(`\n测试使用的 Redis：${redis.zh}`, `Redis for the tests: ${redis.en}`);
    process.env.TEST_REDIS_URL = redis.url;
  } catch (error) {
    complain(error);
    process.exit(1);
  }
}

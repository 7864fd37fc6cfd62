import type { Redis } from 'ioredis';

/** One key of Redis, with `%PREFIX%` in the place of the prefix. */
export type DumpedKey = { key: string; lifeMs: number } & (
  | { type: 'hash'; value: Record<string, string> }
  | { type: 'string'; value: string }
  | { type: 'zset'; value: string[] }
  | { type: 'list'; value: string[] }
  | { type: 'set'; value: string[] }
);

const PREFIX = '%PREFIX%';

/** All keys under a prefix, but for streams, in which BullMQ tells what it has done. */
export async function dump(redis: Redis, prefix: string): Promise<DumpedKey[]> {
  const dumped: object[] = [];
  for (const key of (await redis.keys(`*${prefix}*`)).sort()) {
    const type = await redis.type(key);
    if (type === 'stream') continue;
    dumped.push({ key, type, lifeMs: await redis.pttl(key), value: await contentOf(redis, key, type) });
  }
  return JSON.parse(JSON.stringify(dumped).replaceAll(prefix, PREFIX).replaceAll(`${process.cwd()}/`, ''));
}

function contentOf(redis: Redis, key: string, type: string): Promise<unknown> {
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'zset') return redis.zrange(key, '0', '-1', 'WITHSCORES');
  if (type === 'list') return redis.lrange(key, '0', '-1');
  if (type === 'set') return redis.smembers(key);
  return redis.get(key);
}

/** Writes dumped keys under another prefix. */
export async function load(redis: Redis, prefix: string, keys: DumpedKey[]): Promise<void> {
  const own: DumpedKey[] = JSON.parse(JSON.stringify(keys).replaceAll(PREFIX, prefix));
  for (const dumped of own) {
    await write(redis, dumped);
    if (dumped.lifeMs > 0) await redis.pexpire(dumped.key, dumped.lifeMs);
  }
}

async function write(redis: Redis, { key, ...dumped }: DumpedKey): Promise<void> {
  if (dumped.type === 'hash') await redis.hset(key, dumped.value);
  else if (dumped.type === 'list') await redis.rpush(key, ...dumped.value);
  else if (dumped.type === 'set') await redis.sadd(key, ...dumped.value);
  else if (dumped.type === 'string') await redis.set(key, dumped.value);
  else {
    for (let i = 0; i < dumped.value.length; i += 2)
      await redis.zadd(key, dumped.value[i + 1]!, dumped.value[i]!);
  }
}

import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/**
 * Puts a code behind all others. Its place is the time at which it is written, in microseconds, and in any case more than that of the
 * last one: a place is never given below one that somebody may have read to, also after a Redis that has lost its last second.
 */
const putScript = `
if ARGV[2] == 'missing' and redis.call('ZSCORE', KEYS[1], ARGV[1]) then return end
local time = redis.call('TIME')
local at = tonumber(time[1]) * 1000000 + tonumber(time[2])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
if last and tonumber(last) >= at then at = tonumber(last) + 1 end
redis.call('ZADD', KEYS[1], string.format('%.0f', at), ARGV[1])`;

type Put = (key: string, outContractCode: string, which: 'any' | 'missing') => Promise<null>;

/** Contracts in the order in which they last changed, one entry each: who reads it by a cursor meets every change at least once. */
export function createContractFeed(client: Redis | Cluster, keys: Keys) {
  client.defineCommand('putInFeed', { numberOfKeys: 1, lua: putScript });
  const put = (client as unknown as { putInFeed: Put }).putInFeed.bind(client);

  return {
    /** To be called after the merge: whoever reads the entry then reads what has changed. */
    async put(outContractCode: string): Promise<void> {
      await put(keys.contractFeed, outContractCode, 'any');
    },

    /** Puts one in that is not there: Redis has lost it, or the contract is older than the feed. */
    async putMissing(outContractCode: string): Promise<void> {
      await put(keys.contractFeed, outContractCode, 'missing');
    },

    /**
     * What has changed since.
     * @param cursor what an earlier read gave; '0' is the beginning
     * @returns the cursor to go on from, the same when nothing has changed
     */
    async since(cursor: string, limit: number): Promise<{ codes: string[]; cursor: string }> {
      const found = await client.zrangebyscore(
        keys.contractFeed,
        `(${cursor}`,
        '+inf',
        'WITHSCORES',
        'LIMIT',
        0,
        limit,
      );
      const codes = found.filter((_, i) => i % 2 === 0);
      return { codes, cursor: found.at(-1) ?? cursor };
    },
  };
}

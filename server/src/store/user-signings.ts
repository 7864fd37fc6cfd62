import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';
import type { Signings, StoredSigning } from './signings';

/** One person, in one app, with one merchant. */
export interface User {
  appId: string;
  openid: string;
  subMchid: string;
}

/** The user's name in Redis and in logs; an openid appears in neither. */
export function userKey({ appId, openid, subMchid }: User): string {
  return createHash('sha256').update(`${appId}:${openid}:${subMchid}`).digest('hex');
}

/** The index entry is written before the signing, so an entry this young may still be waiting for its signing. */
const MAY_STILL_APPEAR_MS = 5 * 60_000;

const PAGE = 20;

/** Which signings a user has, in the order of their creation. */
export function createUserSignings(client: Redis | Cluster, keys: Keys, signings: Signings) {
  return {
    /** @param at when the signing was created, in ms */
    async add(user: string, outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.userSignings(user), 'NX', at, outContractCode);
    },

    /** Whether a code is in the user's list, its signing known or not. */
    has: async (user: string, outContractCode: string): Promise<boolean> =>
      (await client.zscore(keys.userSignings(user), outContractCode)) !== null,

    /**
     * The user's signings, newest first; entries whose signing is gone are dropped on the way.
     * @param before start after this code; a code that the user does not have starts at the newest
     */
    async *newestFirst(user: string, before?: string): AsyncGenerator<StoredSigning> {
      const key = keys.userSignings(user);
      const rank = before === undefined ? null : await client.zrevrank(key, before);
      let next = rank === null ? 0 : rank + 1;
      for (;;) {
        const page = await client.zrevrange(key, next, next + PAGE - 1, 'WITHSCORES');
        if (page.length === 0) return;
        const entries = Array.from({ length: page.length / 2 }, (_, i) => ({
          outContractCode: page[2 * i]!,
          at: Number(page[2 * i + 1]),
        }));
        next += entries.length;
        const found = await Promise.all(entries.map(({ outContractCode }) => signings.read(outContractCode)));
        const gone = entries.filter(
          ({ at }, i) => found[i] === null && at < Date.now() - MAY_STILL_APPEAR_MS,
        );
        if (gone.length > 0) {
          await client.zrem(key, ...gone.map(({ outContractCode }) => outContractCode));
          next -= gone.length;
        }
        yield* found.filter((signing) => signing !== null);
      }
    },
  };
}

import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';
import type { Signings, StoredSigning } from './signings';

/** One person, in one app, with one merchant. */
export interface User {
  appId: string;
  openid: string;
  subMchid: string;
  /** The merchant's own name for the user or the order, by which this user is no other: it comes back in events. */
  reference?: string;
}

/** The user's name in Redis and in logs; an openid appears in neither. */
export function userKey({ appId, openid, subMchid }: User): string {
  return createHash('sha256').update(`${appId}:${openid}:${subMchid}`).digest('hex');
}

/** The index entry is written before the signing, so an entry this young may still be waiting for its signing. */
const MAY_STILL_APPEAR_MS = 5 * 60_000;

/** So many are read at once. */
export const PAGE = 20;

/** What of the list is wanted. */
export interface NewestFirst {
  /** Start after this code; a code that the user does not have starts at the newest. */
  before?: string | undefined;
  /** Leave this one out. */
  except?: string;
  /** The newest codes and their times, as `claims.take` has just read them. */
  firstPage?: string[];
}

/** Which signings a user has, in the order of their creation. */
export function createUserSignings(client: Redis | Cluster, keys: Keys, signings: Signings) {
  return {
    /** @param at when the signing was created, in ms */
    async add(user: string, outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.userSignings(user), 'NX', at, outContractCode);
    },

    /** Takes a code out: no signing came of it, or its user is forgotten. */
    async remove(user: string, outContractCode: string): Promise<void> {
      await client.zrem(keys.userSignings(user), outContractCode);
    },

    /** Whether a code is in the user's list, its signing known or not. */
    has: async (user: string, outContractCode: string): Promise<boolean> =>
      (await client.zscore(keys.userSignings(user), outContractCode)) !== null,

    /**
     * The user's signings, newest first; entries whose signing is gone are dropped on the way.
     */
    async *newestFirst(user: string, options: NewestFirst = {}): AsyncGenerator<StoredSigning> {
      const { before, except, firstPage } = options;
      const key = keys.userSignings(user);
      const rank = before === undefined ? null : await client.zrevrank(key, before);
      let next = rank === null ? 0 : rank + 1;
      for (let known = firstPage; ; known = undefined) {
        const page = known ?? (await client.zrevrange(key, next, next + PAGE - 1, 'WITHSCORES'));
        const listed = page.length / 2;
        const entries = Array.from({ length: listed }, (_, i) => ({
          outContractCode: page[2 * i]!,
          at: Number(page[2 * i + 1]),
        })).filter(({ outContractCode }) => outContractCode !== except);
        next += listed;
        const found = await Promise.all(entries.map(({ outContractCode }) => signings.read(outContractCode)));
        const gone = entries.filter(
          ({ at }, i) => found[i] === null && at < Date.now() - MAY_STILL_APPEAR_MS,
        );
        if (gone.length > 0) {
          await client.zrem(key, ...gone.map(({ outContractCode }) => outContractCode));
          next -= gone.length;
        }
        yield* found.filter((signing) => signing !== null);
        if (listed < PAGE) return;
      }
    },
  };
}

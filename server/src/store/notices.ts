import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

const FOREIGN_LIFE_SECONDS = 30 * 24 * 3600;
const KEPT = 1000;
const ECHO_LIFE_SECONDS = 600;
const SELF_TEST_LIFE_SECONDS = 60;

/** Verified notifications that belong to no signing: contracts of others, and answers to the self-test. */
export function createNotices(client: Redis | Cluster, keys: Keys) {
  async function keep(key: string, notice: Record<string, unknown>): Promise<void> {
    await client.lpush(key, JSON.stringify(notice));
    await client.ltrim(key, 0, KEPT - 1);
  }
  const read = async (key: string): Promise<Record<string, unknown>[]> =>
    (await client.lrange(key, 0, -1)).map((text) => JSON.parse(text));

  return {
    /** Keeps the last thousand contracts of ours of which we cannot tell whose they are. */
    keepUnassigned: (notice: Record<string, unknown>): Promise<void> => keep(keys.unassigned, notice),

    unassigned: () => read(keys.unassigned),

    /** It is somebody's now: takes out all notices of it. */
    async assigned(outContractCode: string): Promise<void> {
      for (const text of await client.lrange(keys.unassigned, 0, -1)) {
        if (JSON.parse(text).outContractCode === outContractCode) await client.lrem(keys.unassigned, 0, text);
      }
    },

    /** Keeps the last thousand contracts that are not ours, for 30 days, without openids. */
    async keepForeign(notice: Record<string, unknown>): Promise<void> {
      await keep(keys.foreignContracts, notice);
      await client.expire(keys.foreignContracts, FOREIGN_LIFE_SECONDS);
    },

    foreign: () => read(keys.foreignContracts),

    /** Keeps the message of a self-test for 10 min, so that whoever sent it can see it arrive. */
    async keepEcho(message: string): Promise<void> {
      await client.set(keys.echo(message), '1', 'EX', ECHO_LIFE_SECONDS);
    },

    hasEcho: async (message: string): Promise<boolean> => (await client.exists(keys.echo(message))) === 1,

    /** Writes down what a self-test is known by: whoever takes it is a server that works with this Redis. */
    async keepSelfTest(nonce: string): Promise<void> {
      await client.set(keys.selfTest(nonce), '1', 'EX', SELF_TEST_LIFE_SECONDS);
    },

    /** Whether there is such a self-test; once. */
    takeSelfTest: async (nonce: string): Promise<boolean> => (await client.del(keys.selfTest(nonce))) === 1,

    /** Counts, for 10 min, what WeChat Pay has signed and the APIv3 key does not open. */
    async countUnopened(): Promise<void> {
      await client.incr(keys.unopened);
      await client.expire(keys.unopened, ECHO_LIFE_SECONDS);
    },

    unopened: async (): Promise<number> => Number(await client.get(keys.unopened)),
  };
}

import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

const CLAIM_MS = 30_000;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Who may create a signing for a user: one request at a time, even over several processes. */
export function createClaims(client: Redis | Cluster, keys: Keys) {
  return {
    /** Takes the claim for a new code, for 30 s at most. */
    async take(user: string, outContractCode: string): Promise<boolean> {
      return (await client.set(keys.claim(user), outContractCode, 'PX', CLAIM_MS, 'NX')) === 'OK';
    },

    /** The code that is being created for a user, if any. */
    holder: (user: string): Promise<string | null> => client.get(keys.claim(user)),

    /** Gives up a claim, if it is still ours, and wakes those who wait for what it became. */
    async release(user: string, outContractCode: string): Promise<void> {
      await client.eval(releaseScript, 1, keys.claim(user), outContractCode);
      await client.publish(keys.changes, outContractCode);
    },
  };
}

export type Claims = ReturnType<typeof createClaims>;

import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

const CLAIM_MS = 30_000;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Between the attempts to give back a claim that Redis did not answer about, in ms. */
const AGAIN_AFTER_MS = [0, 1_000, 1_000, 2_000, 4_000, 8_000, 8_000];
/** So many of them have to be answered: the claim may have been carried out after the first, from a connection that is gone. */
const ANSWERED_TIMES = 2;

/** Who may create a signing for a user: one request at a time, even over several processes. */
export function createClaims(client: Redis | Cluster, keys: Keys) {
  /** Gives up a claim, if it is still this code's, and wakes those who wait for what became of it. */
  async function giveBack(user: string, outContractCode: string): Promise<void> {
    await client.eval(releaseScript, 1, keys.claim(user), outContractCode);
    await client.publish(keys.changes, outContractCode);
  }

  /** The first attempt goes out at once, behind what Redis still owes an answer to. */
  async function giveBackUntilAnswered(user: string, outContractCode: string): Promise<void> {
    let answered = 0;
    for (const ms of AGAIN_AFTER_MS) {
      if (ms > 0) await delay(ms, undefined, { ref: false });
      answered += await giveBack(user, outContractCode).then(
        () => 1,
        () => 0,
      );
      if (answered === ANSWERED_TIMES) return;
    }
  }

  return {
    /**
     * Takes the claim for a new code, for 30 s at most. When Redis does not say in time whether it did, the claim is given
     * back as soon as Redis answers again, so that the user can try at once.
     */
    async take(user: string, outContractCode: string): Promise<boolean> {
      try {
        return (await client.set(keys.claim(user), outContractCode, 'PX', CLAIM_MS, 'NX')) === 'OK';
      } catch (error) {
        void giveBackUntilAnswered(user, outContractCode);
        throw error;
      }
    },

    /** The code that is being created for a user, if any. */
    holder: (user: string): Promise<string | null> => client.get(keys.claim(user)),

    /** Gives a claim back, now or, when Redis does not answer, as soon as it does. Does not reject. */
    async release(user: string, outContractCode: string): Promise<void> {
      await giveBack(user, outContractCode).catch(() => {
        void giveBackUntilAnswered(user, outContractCode);
      });
    },
  };
}

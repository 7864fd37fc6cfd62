import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';
import { PAGE } from './user-signings';

const CLAIM_MS = 30_000;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Takes the claim and reads the user's list in one step: nobody adds to it while the claim is held. */
const takeScript = `
local newest = redis.call('ZREVRANGE', KEYS[2], 0, ARGV[3] - 1, 'WITHSCORES')
if ARGV[4] == 'unlisted' and #newest > 0 then return { 0, newest } end
local taken = redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')
return { taken and 1 or 0, newest }`;

type TakeClaim = (
  claim: string,
  list: string,
  outContractCode: string,
  ms: number,
  page: number,
  from: 'anybody' | 'unlisted',
) => Promise<[0 | 1, string[]]>;

/** Between the attempts to give back a claim that Redis did not answer about, in ms. */
const AGAIN_AFTER_MS = [0, 1_000, 1_000, 2_000, 4_000, 8_000, 8_000];
/** So many of them have to be answered: the claim may have been carried out after the first, from a connection that is gone. */
const ANSWERED_TIMES = 2;

/** Who may create a signing for a user: one request at a time, even over several processes. */
export function createClaims(client: Redis | Cluster, keys: Keys) {
  client.defineCommand('takeClaim', { numberOfKeys: 2, lua: takeScript });
  const takeClaim = (client as unknown as { takeClaim: TakeClaim }).takeClaim.bind(client);

  /** Gives up a claim, if it is still this code's, and wakes those who wait for what became of it. */
  async function giveBack(user: string, outContractCode: string): Promise<void> {
    await Promise.all([
      client.eval(releaseScript, 1, keys.claim(user), outContractCode),
      client.publish(keys.changes, outContractCode),
    ]);
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
     * @param from `unlisted`: only if the user has no code yet, since whoever has one may need no other
     * @returns whether it did, and the user's newest codes as they stood at that moment
     */
    async take(
      user: string,
      outContractCode: string,
      from: 'anybody' | 'unlisted' = 'anybody',
    ): Promise<{ isOurs: boolean; newest: string[] }> {
      try {
        const [taken, newest] = await takeClaim(
          keys.claim(user),
          keys.userSignings(user),
          outContractCode,
          CLAIM_MS,
          PAGE,
          from,
        );
        return { isOurs: taken === 1, newest };
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

import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/** A contract that is recorded as in force, and that the last query did not confirm. */
export interface Doubt {
  /** Of the last query, in ms. */
  at: number;
  /** What WeChat Pay answered: `by` of a word that there is no contract, or else HTTP status and code of a refusal. */
  by?: string;
  refused?: { status: number; code: string };
  /** Since when, in ms, each answer has been a word by which a contract may be ended. */
  endingSince?: number;
}

const PAGE = 200;

/** The contracts in force that are in doubt, by code. */
export function createDoubtful(client: Redis | Cluster, keys: Keys) {
  return {
    async find(outContractCode: string): Promise<Doubt | undefined> {
      const text = await client.hget(keys.doubtful, outContractCode);
      return text === null ? undefined : JSON.parse(text);
    },

    async note(outContractCode: string, doubt: Doubt): Promise<void> {
      await client.hset(keys.doubtful, outContractCode, JSON.stringify(doubt));
    },

    /** Which of some contracts are in doubt. */
    async among(outContractCodes: string[]): Promise<Set<string>> {
      if (outContractCodes.length === 0) return new Set();
      const texts = await client.hmget(keys.doubtful, ...outContractCodes);
      return new Set(outContractCodes.filter((_, i) => texts[i] !== null));
    },

    /** All of them. */
    async *all(): AsyncGenerator<[outContractCode: string, doubt: Doubt]> {
      for (let cursor = '0'; ; ) {
        const [next, flat] = await client.hscan(keys.doubtful, cursor, 'COUNT', PAGE);
        for (let i = 0; i < flat.length; i += 2) yield [flat[i]!, JSON.parse(flat[i + 1]!)];
        if (next === '0') return;
        cursor = next;
      }
    },

    /**
     * After an answer that confirms the contract, or its end.
     * @returns whether it was in doubt
     */
    remove: async (outContractCode: string): Promise<boolean> =>
      (await client.hdel(keys.doubtful, outContractCode)) === 1,
  };
}

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

    /** After an answer that confirms the contract, or its end. */
    async remove(outContractCode: string): Promise<void> {
      await client.hdel(keys.doubtful, outContractCode);
    },
  };
}

import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/** The contracts in force, and those whose end the merchant may still have to hear of, by when WeChat Pay was last asked about them. */
export function createContracts(client: Redis | Cluster, keys: Keys) {
  return {
    /** Notes a contract without forgetting an earlier look at it. */
    async add(outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.contracts, 'NX', at, outContractCode);
    },

    async remove(outContractCode: string): Promise<void> {
      await client.zrem(keys.contracts, outContractCode);
    },

    /** When WeChat Pay was last asked about a contract, in ms; 0 for never. */
    async lastLook(outContractCode: string): Promise<number> {
      return Number((await client.zscore(keys.contracts, outContractCode)) ?? 0);
    },

    async looked(outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.contracts, at, outContractCode);
    },

    /** Contracts that were last looked at before a time (ms), the longest ago first. */
    lookedBefore: (at: number, limit: number): Promise<string[]> =>
      client.zrangebyscore(keys.contracts, '-inf', `(${at}`, 'LIMIT', 0, limit),
  };
}

export type Contracts = ReturnType<typeof createContracts>;

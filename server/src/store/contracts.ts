import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/** The contracts in force, and those whose end may still have to be delivered, by when they were last checked. */
export function createContracts(client: Redis | Cluster, keys: Keys) {
  return {
    /** Notes a contract without forgetting an earlier check of it. */
    async add(outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.contracts, 'NX', at, outContractCode);
    },

    async remove(outContractCode: string): Promise<void> {
      await client.zrem(keys.contracts, outContractCode);
    },

    /** When a contract was last checked, in ms; 0 for never. */
    async lastChecked(outContractCode: string): Promise<number> {
      return Number((await client.zscore(keys.contracts, outContractCode)) ?? 0);
    },

    async checked(outContractCode: string, at: number): Promise<void> {
      await client.zadd(keys.contracts, at, outContractCode);
    },

    /** Contracts that were last checked before a time (ms), the longest ago first. */
    notCheckedSince: (at: number, limit: number): Promise<string[]> =>
      client.zrangebyscore(keys.contracts, '-inf', `(${at}`, 'LIMIT', 0, limit),
  };
}

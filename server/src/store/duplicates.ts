import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/** Pairs of contracts that one user has in force with one merchant: which of the two events names the other contract. */
export function createDuplicates(client: Redis | Cluster, keys: Keys) {
  return {
    /**
     * Settles, once for all, whose event names the other.
     * @returns `named` by the event of `outContractCode` for the first time; `again` for a later telling of it; `other` when
     *   the other's event does
     */
    async name(outContractCode: string, other: string): Promise<'named' | 'again' | 'other'> {
      const key = keys.duplicate([outContractCode, other].sort().join('-'));
      const isFirst = (await client.setnx(key, outContractCode)) === 1;
      if (!isFirst && (await client.get(key)) !== outContractCode) return 'other';
      await client.hset(keys.duplicateOf, outContractCode, other);
      return isFirst ? 'named' : 'again';
    },

    /** Of some contracts those whose event named another, and which. */
    async namedBy(outContractCodes: string[]): Promise<Map<string, string>> {
      if (outContractCodes.length === 0) return new Map();
      const others = await client.hmget(keys.duplicateOf, ...outContractCodes);
      return new Map(
        outContractCodes.flatMap((code, i) => (others[i] ? [[code, others[i]] as [string, string]] : [])),
      );
    },
  };
}

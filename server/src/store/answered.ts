import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

const DAY_SECONDS = 86_400;
/** How long this process does not write down again what it wrote down before. */
const NOTED_FOR_MS = 60_000;

/**
 * For which merchant numbers and services WeChat Pay has answered with a 2xx lately. A number or a service that is not
 * ours gets none, and its "no such contract" says nothing.
 */
export function createAnswered(client: Redis | Cluster, keys: Keys) {
  const notedAt = new Map<string, number>();
  return {
    async note(mchid: string, serviceId: number): Promise<void> {
      const key = keys.answered(mchid, serviceId);
      const now = Date.now();
      if (now - (notedAt.get(key) ?? 0) < NOTED_FOR_MS) return;
      await client.set(key, '1', 'EX', DAY_SECONDS);
      notedAt.set(key, now);
    },

    /** Whether that was within a day. */
    withinADay: async (mchid: string, serviceId: number): Promise<boolean> =>
      (await client.exists(keys.answered(mchid, serviceId))) === 1,
  };
}

import { ApiError } from '../api-error';
import type { Metrics } from '../metrics';

const MOST_OF_A_USER = 4;
const RETRY_AFTER_SECONDS = 5;

/** Counts the long polls that wait in this process: at most four a user. */
export function createWaiting(metrics: Metrics) {
  const counts = new Map<string, number>();

  return {
    /** @returns what to call when the poll has ended */
    enter(user: string): () => void {
      const count = counts.get(user) ?? 0;
      if (count >= MOST_OF_A_USER)
        throw new ApiError('rate_limited', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      counts.set(user, count + 1);
      metrics.longPolls.inc();
      return () => {
        metrics.longPolls.dec();
        const left = counts.get(user)! - 1;
        if (left === 0) counts.delete(user);
        else counts.set(user, left);
      };
    },
  };
}

import type { Cluster, Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Keys } from './keys';

/** How often each thing may be done, over all processes. While Redis is away each process counts for itself. */
export function createLimits(client: Redis | Cluster, keys: Keys) {
  const limiter = (name: string, points: number, duration: number) => {
    const redis = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: keys.rateLimit(name),
      points,
      duration,
      insuranceLimiter: new RateLimiterMemory({ points, duration }),
    });
    /** @returns 0 when it may be done, else the seconds after which it may be tried again */
    return async (key: string): Promise<number> => {
      try {
        await redis.consume(key);
        return 0;
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) return Math.max(1, Math.ceil(rejection.msBeforeNext / 1000));
        throw rejection;
      }
    };
  };

  return {
    requests: limiter('requests', 60, 60),
    longPolls: limiter('polls', 60, 60),
    /** Returns of one signing that start its questions over. */
    returns: limiter('returns', 1, 3),
    /** The first questions after the returns of one signing: two each, for 30 returns. */
    earlyQueries: limiter('early-queries', 60, 3600),
    /** The later questions about one signing. */
    queries: limiter('queries', 20, 3600),
    /** Questions about all signings of one user. */
    userQueries: limiter('user-queries', 200, 3600),
    /** Reports of one user about signings that Redis has lost. */
    lostSignings: limiter('lost-signings', 5, 3600),
    /** Questions about a signature that is recorded. */
    rechecks: limiter('rechecks', 1, 60),
  };
}

export type Limits = ReturnType<typeof createLimits>;

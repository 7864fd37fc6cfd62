import type { Cluster, Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Keys } from './keys';

const seconds = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

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
    /** Counts it. @returns 0 when it may be done, else the seconds after which it may be tried again */
    const count = async (key: string): Promise<number> => {
      try {
        await redis.consume(key);
        return 0;
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) return seconds(rejection);
        throw rejection;
      }
    };
    /** Says the same of the next time, and counts nothing. */
    const ahead = async (key: string): Promise<number> => {
      const counted = await redis.get(key);
      return counted && counted.consumedPoints >= points ? seconds(counted) : 0;
    };
    return Object.assign(count, { ahead });
  };

  return {
    /** Requests of a user whom the merchant's own login lets in; those with a token of ours are counted with it. */
    requests: limiter('requests', 60, 60),
    /** Their long polls. */
    polls: limiter('polls', 60, 60),
    /** Logins with a code that WeChat refused, by address. */
    failedLogins: limiter('failed-logins', 30, 600),
    /** Requests to the service API with a wrong key, or none, by address. */
    wrongServiceKeys: limiter('wrong-service-keys', 10, 60),
    /** Returns of one signing that start its queries over. */
    returns: limiter('returns', 1, 3),
    /** The first queries after the returns of one signing: two each, for 30 returns. */
    earlyQueries: limiter('early-queries', 60, 3600),
    /** The later queries of one signing. */
    queries: limiter('queries', 20, 3600),
    /** Notifications about one signing, not understood or not fitting, that have it queried at once. */
    noticeQueries: limiter('notice-questions', 5, 3600),
    /** Queries of all signings of one user. */
    userQueries: limiter('user-queries', 200, 3600),
    /** Reports of one user about signings that Redis has lost. */
    lostSignings: limiter('lost-signings', 5, 3600),
    /** Checks again of a signature that is recorded. */
    checksAgain: limiter('rechecks', 1, 60),
  };
}

export type Limits = ReturnType<typeof createLimits>;

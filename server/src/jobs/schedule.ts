import { backoffMs } from '../backoff';

/** What started the queries of a signing. */
export type Why =
  /** The user is back in the mini-program. */
  | 'return'
  /** A jump to the signing mini-program opened, and nobody may come back from it. */
  | 'launch'
  /** A notification was verified and not understood, or does not fit our record: it is not sent again. */
  | 'notification'
  /** A termination whose outcome is unclear. */
  | 'terminate';

/**
 * When WeChat Pay is queried, in seconds after what started the queries. The first after a return can only find a
 * contract: it is too early to find none.
 */
export const QUERY_AFTER_SECONDS: Record<Why, readonly number[]> = {
  return: [2, 5, 15, 60, 300, 900, 3600],
  launch: [300, 900, 3600],
  notification: [0, 60, 900],
  // The second word that there is no contract is to come 60 s after the first.
  terminate: [5, 65, 300, 900, 3600],
};

/** A step whose time is less than this ahead is the one that runs now. */
const SAME_STEP_MS = 500;

/** When the next query after one that is sent now is due, in ms; undefined after the last. */
export function nextQueryAt({ why, since }: { why: Why; since: number }, now: number): number | undefined {
  return QUERY_AFTER_SECONDS[why]
    .map((seconds) => since + seconds * 1000)
    .find((at) => at > now + SAME_STEP_MS);
}

/** Whether a query after a return is one of the first, which do not count among the later ones of the hour. */
export const isEarly = ({ why, since }: { why: Why; since: number }, now: number) =>
  why === 'return' && now - since < 10_000;

/** An answer that there is no contract counts from this long after the return. */
export const NO_CONTRACT_AFTER_MS = 5_000;

/** How often the contracts that were not checked for a day are gone through. */
export const CHECK_AGAIN_EVERY_MS = 10 * 60_000;

/** For work that failed for a reason of our own, such as Redis being away: from 1 s to 5 min, cut by up to a half. */
export const workRetryDelayMs = (attemptsMade: number) => backoffMs(attemptsMade, 1000, 300_000);

/** When WeChat Pay is asked after the user is back. The first can only find a contract: it is too early to find none. */
export const AFTER_RETURN_SECONDS = [2, 5, 15, 60, 300, 900, 3600] as const;

/** When WeChat Pay is asked after a jump, should the user never come back. */
export const AFTER_LAUNCH_SECONDS = [300, 900, 3600] as const;

/** When WeChat Pay is asked after a notification that was verified but not understood: it has been taken, and is not sent again. */
export const AFTER_NOTIFICATION_SECONDS = [0, 60, 900] as const;

/** When WeChat Pay is asked after a termination whose outcome is unclear. */
export const AFTER_TERMINATE_SECONDS = [5, 60] as const;

/** An answer that there is no contract counts from this long after the return. */
export const NO_CONTRACT_AFTER_MS = 5_000;

/** How often the contracts that were not looked at for a day are gone through. */
export const RECHECK_EVERY_MS = 10 * 60_000;

const EVENT_DELAYS_SECONDS = [1, 3, 10, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600];

/** How many events a server works on at once. */
export const EVENTS_AT_ONCE = 500;

/** How often an event is tried again before it is kept as dead. */
export const EVENT_RETRIES = EVENT_DELAYS_SECONDS.length;

/** @param attemptsMade 1 after the first failure */
export const eventDelayMs = (attemptsMade: number) =>
  1000 * EVENT_DELAYS_SECONDS[Math.min(attemptsMade, EVENT_RETRIES) - 1]!;

/** For work that failed for a reason of our own, such as Redis being away: from 1 s to 5 min. */
export const workRetryDelayMs = (attemptsMade: number) => Math.min(2 ** (attemptsMade - 1), 300) * 1000;

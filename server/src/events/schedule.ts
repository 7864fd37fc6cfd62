const EVENT_DELAYS_SECONDS = [1, 3, 10, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600];

/** How many events a server works on at once. */
export const EVENTS_AT_ONCE = 500;

/** How often an event is tried again before it is kept as dead. */
export const EVENT_RETRIES = EVENT_DELAYS_SECONDS.length;

/** @param attemptsMade 1 after the first failure */
export const eventDelayMs = (attemptsMade: number) =>
  1000 * EVENT_DELAYS_SECONDS[Math.min(attemptsMade, EVENT_RETRIES) - 1]!;

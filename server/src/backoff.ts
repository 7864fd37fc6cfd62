/**
 * How long to wait after some failures in a row, in ms: `first` after one, doubled by each further one, `most` at most.
 */
export const doubled = (failures: number, first: number, most = Number.POSITIVE_INFINITY) =>
  Math.min(most, first * 2 ** Math.min(failures - 1, 30));

/** From a half to all of a delay, so that those who failed together do not come back together. */
export const withJitter = (milliseconds: number) => Math.round(milliseconds * (0.5 + Math.random() / 2));

/** `doubled`, with jitter. */
export const backoffMs = (failures: number, first: number, most?: number) =>
  withJitter(doubled(failures, first, most));

/** As long again as something has taken already, between two bounds; all in ms. */
export const asLongAgain = (tookMs: number, least: number, most: number) =>
  Math.min(Math.max(tookMs, least), most);

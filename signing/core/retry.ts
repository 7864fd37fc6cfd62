const LONGEST_MS = 15_000;

/** 1, 2, 4, 8, 15, 15, … s, give or take a quarter, so that many clients do not come back all at once. */
export function backoffMs(failures: number): number {
  return Math.min(1000 * 2 ** failures, LONGEST_MS) * (0.75 + Math.random() / 2);
}

/** What can be ended from outside: a request, or a pause between requests. */
export interface Run {
  cancelled: boolean;
  /** Ends what the run is doing now; set by whoever does it. */
  stop(): void;
}

/** Ends early when the run is cancelled. */
export function pause(ms: number, run?: Run): Promise<void> {
  return new Promise((resolve) => {
    if (run?.cancelled) return resolve();
    const timer = setTimeout(resolve, ms);
    if (!run) return;
    run.stop = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

import { type SigningError, toSigningError } from './failure';
import type { Step } from './next';
import { backoffMs, pause, type Run } from './retry';

export interface LoopOptions {
  /** What to do next; asked again after each step. */
  next(): Step | undefined;
  perform(step: Step, run: Run): Promise<void>;
  /** @returns whether to try again, after a pause */
  failed(error: SigningError, step: Step): boolean;
  /** There is nothing to do, or it was given up. */
  idle(): void;
}

export interface Loop {
  /** Does what there is to do, unless that is being done. */
  start(): void;
  /** Ends the request or pause that is under way. */
  stop(): void;
}

/** Does one step after another, with back-off after failures; never two at a time. */
export function createLoop({ next, perform, failed, idle }: LoopOptions): Loop {
  let current: Run | undefined;
  /** Retry-After holds for the user's impatience, too. */
  let allowed: Promise<void> | undefined;

  return {
    start() {
      if (current) return;
      current = { cancelled: false, stop() {} };
      go(current);
    },
    stop() {
      if (!current) return;
      current.cancelled = true;
      current.stop();
      current = undefined;
    },
  };

  async function go(run: Run): Promise<void> {
    let failures = 0;
    for (let step = next(); step; step = next()) {
      try {
        await allowed;
        if (!run.cancelled) await perform(step, run);
        failures = 0;
      } catch (thrown) {
        if (run.cancelled) return;
        const error = toSigningError(thrown);
        allowed = pause(error.retryAfterMs || 0);
        if (!failed(error, step)) break;
        // What failed may have shown that something else is to be done.
        if (next() === step) await pause(backoffMs(failures++), run);
      }
      if (run.cancelled) return;
    }
    current = undefined;
    idle();
  }
}

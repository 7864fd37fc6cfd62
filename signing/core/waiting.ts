import { createStopwatch } from './stopwatch';
import type { SigningPhase, SigningState } from './types';

/** How long the user confirms before another jump is offered. */
const PATIENCE_MS = 10_000;
const PATIENCE_AFTER_SUCCESS_MS = 60_000;
const SLOW_AFTER_MS = 90_000;

/** What is known at one moment of a wait. */
export interface Wait {
  phase: SigningPhase;
  foreground: boolean;
  /** What came back says that the user signed. */
  claimsSuccess: boolean;
  /** A jump can be made at once. */
  canJump: boolean;
  /** See `msUntilNewCode`. */
  newCodeInMs: number | undefined;
}

export type WaysOn = Pick<SigningState, 'canReopen' | 'newCodeInS' | 'slow'>;

/**
 * Measures how long the user confirms in the foreground, and says what they are to be offered meanwhile.
 * @param onChange there may be more to offer
 */
export function createWaiting(onChange: () => void) {
  const confirming = createStopwatch([PATIENCE_MS, PATIENCE_AFTER_SUCCESS_MS, SLOW_AFTER_MS], onChange);

  return {
    waysOn({ phase, foreground, claimsSuccess, canJump, newCodeInMs }: Wait): WaysOn {
      const isConfirming = phase === 'confirming';
      confirming.run(isConfirming && foreground);
      if (!isConfirming && phase !== 'offline') confirming.reset();
      const patienceMs = claimsSuccess ? PATIENCE_AFTER_SUCCESS_MS : PATIENCE_MS;
      const isLong = isConfirming && confirming.hasPassed(patienceMs);
      const nothingElse = !canJump && newCodeInMs === undefined;
      return {
        canReopen: isLong && canJump,
        ...(newCodeInMs !== undefined && { newCodeInS: Math.max(0, Math.ceil(newCodeInMs / 1000)) }),
        slow: isLong && (nothingElse || confirming.hasPassed(SLOW_AFTER_MS)),
      };
    },
  };
}

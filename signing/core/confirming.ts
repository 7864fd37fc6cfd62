import { createStopwatch } from './stopwatch';
import type { SigningPhase } from './types';
import { PATIENCE_AFTER_SUCCESS_MS, PATIENCE_MS, SLOW_AFTER_MS } from './ways-on';

/**
 * Measures for how long the user confirms in the foreground, ms. What that was goes on after trouble with the network.
 * @param onLonger there may be more to offer
 */
export function createConfirming(onLonger: () => void) {
  const stopwatch = createStopwatch([PATIENCE_MS, PATIENCE_AFTER_SUCCESS_MS, SLOW_AFTER_MS], onLonger);

  return (phase: SigningPhase, foreground: boolean): number => {
    const isConfirming = phase === 'confirming';
    stopwatch.run(isConfirming && foreground);
    if (!isConfirming && phase !== 'offline') stopwatch.reset();
    return stopwatch.passedMs();
  };
}

import type { SigningPhase } from './types';

/**
 * Measures for how long the user confirms in the foreground, ms. What that was goes on after trouble with the network.
 * It is as old as the last call: whoever shows it calls once a second.
 */
export function createConfirming() {
  let passedMs = 0;
  let runs = false;
  let lastAt = 0;

  return (phase: SigningPhase, foreground: boolean): number => {
    const now = Date.now();
    // The clock of the phone may have been set back meanwhile.
    if (runs) passedMs += Math.max(0, now - lastAt);
    lastAt = now;
    const isConfirming = phase === 'confirming';
    runs = isConfirming && foreground;
    if (!isConfirming && phase !== 'offline') passedMs = 0;
    return passedMs;
  };
}

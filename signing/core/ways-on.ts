import type { Knowledge } from './knowledge';
import { launchOf, msUntilNewCode } from './launch';
import { isWaitingPhase, phase } from './phase';
import type { SigningState } from './types';

/** How long the user confirms before another jump is offered. */
const PATIENCE_MS = 10_000;
const PATIENCE_AFTER_SUCCESS_MS = 60_000;
const SLOW_AFTER_MS = 90_000;

type WaysOn = Pick<SigningState, 'canReopen' | 'newCodeInS' | 'slow'>;

/** What those who wait are to be offered meanwhile. */
export function waysOn(known: Knowledge, confirmingMs: number, now: number): WaysOn {
  const { app, returns } = known;
  const canJump = !app.cannotJump && !!launchOf(known, now);
  const newCodeInMs = untilNewCode(known, now);
  const patienceMs = returns.claimsSuccess ? PATIENCE_AFTER_SUCCESS_MS : PATIENCE_MS;
  const isLong = phase(known) === 'confirming' && confirmingMs >= patienceMs;
  const nothingElse = !canJump && newCodeInMs === undefined;
  return {
    canReopen: isLong && canJump,
    ...(newCodeInMs !== undefined && { newCodeInS: Math.max(0, Math.ceil(newCodeInMs / 1000)) }),
    slow: isLong && (nothingElse || confirmingMs >= SLOW_AFTER_MS),
  };
}

function untilNewCode(known: Knowledge, now: number): number | undefined {
  if (!isWaitingPhase(phase(known)) || known.app.cannotJump || known.jump.guarded) return undefined;
  return msUntilNewCode(known, now);
}

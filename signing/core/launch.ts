import { isFinal, type Signing } from '@contract-kit/shared/client';
import type { Knowledge } from './knowledge';

/** A user who has only this left may run out of time on the signing page. */
const LEAST_LEFT_MS = 5 * 60_000;
/** No other code can be had yet, so this one is good for as long as the server gives it; less only of a shortened lifetime. */
const LEAST_LEFT_WHILE_WAITING_MS = 60_000;
/** How long after its end the server goes on waiting for what becomes of a code that was jumped with. */
const GRACE_MS = 60_000;
/** Between requests for a new code, when the server still waits for the old one. */
const ASK_AGAIN_AFTER_MS = 10_000;

/** Whether its outcome is still to be waited for. */
export const isUndecided = (signing: Signing | undefined): signing is Signing =>
  !!signing && signing.status !== 'ready' && !isFinal(signing.status);

/** Whether the server waits for what becomes of it, and makes no new code before its end. */
export const isWaiting = (signing: Signing | undefined): signing is Signing =>
  isUndecided(signing) && signing.status !== 'not_signed';

/**
 * What to jump with, when that can be done at once: at least 5 min are left (1 min while the server makes no other
 * code), or of a shortened lifetime half of what was left on receipt. The phone's clock only measures how long ago that
 * was; it may be wrong by any amount.
 */
export function launchOf({ signing, receivedAt }: Knowledge, now: number): Signing['launch'] {
  if (!signing) return undefined;
  const leftOnReceipt = msLeftOnReceipt(signing);
  const leastLeft =
    isWaiting(signing) && leftOnReceipt >= LEAST_LEFT_WHILE_WAITING_MS
      ? LEAST_LEFT_WHILE_WAITING_MS
      : Math.min(LEAST_LEFT_MS, leftOnReceipt / 2);
  const passed = now - receivedAt;
  return passed >= 0 && leftOnReceipt - passed >= leastLeft ? signing.launch : undefined;
}

/**
 * How long until a new code can be had in place of one that can be neither decided nor jumped with, ms; 0 or less: it
 * can be asked for. Undefined when there is no such wait.
 */
export function msUntilNewCode(known: Knowledge, now: number): number | undefined {
  const { signing, receivedAt, askedForCodeAt } = known;
  // After the phone's clock was set back nothing can be measured; the next answer of the server mends that.
  if (!isWaiting(signing) || !signing.expiresAt || now < receivedAt || launchOf(known, now)) {
    return undefined;
  }
  const untilEnd = receivedAt + msLeftOnReceipt(signing) + GRACE_MS - now;
  const untilAskedAgain = now < askedForCodeAt ? 0 : askedForCodeAt + ASK_AGAIN_AFTER_MS - now;
  return Math.max(untilEnd, untilAskedAgain);
}

/** By the server's clock alone. */
const msLeftOnReceipt = ({ expiresAt, serverTime }: Signing) =>
  Date.parse(expiresAt || '') - Date.parse(serverTime);

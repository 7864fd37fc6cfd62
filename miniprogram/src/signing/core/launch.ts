import type { Signing } from '@contract-kit/shared/src/client';

const LEAST_LEFT_MS = 5 * 60_000;

/**
 * What to jump with, when that can be done at once: at least 5 min are left, or of a shortened lifetime half of what
 * was left on receipt. The phone's clock only measures how long ago that was; it may be wrong by any amount.
 * @param receivedAt by the phone's clock, ms
 */
export function freshLaunch(signing: Signing, receivedAt: number): Signing['launch'] {
  const { launch, expiresAt, serverTime } = signing;
  const leftOnReceipt = Date.parse(expiresAt || '') - Date.parse(serverTime);
  const passed = Date.now() - receivedAt;
  const isFresh = passed >= 0 && leftOnReceipt - passed >= Math.min(LEAST_LEFT_MS, leftOnReceipt / 2);
  return isFresh ? launch : undefined;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../../jobs';
import { afterNoAnswer } from '../query';
import { querySigning } from '../query-signing';
import { ensureFollowUps } from '../record';
import type { Services } from '../services';

const DAY_MS = 24 * 3_600_000;
const BATCH = 50;
/** A contract whose query got no answer is checked again after this long. */
const AGAIN_MS = 3_600_000;
const LOOK_FOR_USERS_EVERY_MS = 1_000;

/**
 * Checks again every contract in force that was not checked for a day: the notice of its end may have been lost. Begins
 * no more than `RECHECK_PER_SECOND` queries a second, and none while users' queries wait. And tries dead events.
 */
export async function checkAllAgain(services: Services): Promise<Outcome> {
  const { store, config, jobs, stopping } = services;
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping }).catch(() => {});
  const underWay = new Set<Promise<void>>();
  let wanted: Outcome;
  const isOver = () => stopping.aborted || wanted !== undefined;

  await jobs.tryDeadEvents();
  for (;;) {
    const due = isOver() ? [] : await store.contracts.notCheckedSince(Date.now() - DAY_MS, BATCH);
    if (due.length === 0) break;
    for (const outContractCode of due) {
      while (!isOver() && (await jobs.usersWait())) await pause(LOOK_FOR_USERS_EVERY_MS);
      if (isOver()) break;
      const checking = checkOne(services, outContractCode).then((outcome) => {
        wanted ??= outcome;
        underWay.delete(checking);
      });
      underWay.add(checking);
      // Waits for the pace, and for a failure of our own, which ends it all.
      await Promise.race([pause(1000 / config.recheckPerSecond), neverUnlessRejected(checking)]);
    }
  }
  await Promise.all(underWay);
  return wanted;
}

const neverUnlessRejected = (work: Promise<void>) => work.then(() => new Promise<never>(() => {}));

async function checkOne(services: Services, outContractCode: string): Promise<Outcome> {
  const { store } = services;
  // Moves it out of the way first, so that a contract that always fails cannot keep the others waiting.
  await store.contracts.checked(outContractCode, Date.now() - DAY_MS + AGAIN_MS);
  const signing = await store.signings.read(outContractCode);
  const isDelivered = signing?.delivered.signed && signing.delivered.terminated;
  if (!signing || (signing.facts.terminated && isDelivered)) {
    // Once more: in a Cluster one node may have lost what another has kept.
    if (signing) await store.contractFeed.put(outContractCode);
    await store.contracts.remove(outContractCode);
    await store.doubtful.remove(outContractCode);
    return undefined;
  }
  await Promise.all([ensureFollowUps(services, signing), store.contractFeed.putMissing(outContractCode)]);
  if (signing.facts.terminated) return undefined;
  const answer = await querySigning(services, signing, { budget: 'daily' });
  return answer.outcome === 'unknown' ? afterNoAnswer(answer) : undefined;
}

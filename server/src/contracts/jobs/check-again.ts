import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../../jobs';
import { ask } from '../query-signing';
import { afterNoAnswer } from '../query';
import { ensureFollowUps } from '../record';
import type { Services } from '../services';

const DAY_MS = 24 * 3_600_000;
const BATCH = 50;
/** A contract whose question got no answer is asked about again after this long. */
const AGAIN_MS = 3_600_000;
const LOOK_FOR_USERS_EVERY_MS = 1_000;

/**
 * Asks about every contract in force that was not looked at for a day: the notice of its end may have been lost. Begins
 * no more than `RECHECK_PER_SECOND` questions a second, and none while users' questions wait. And tries dead events.
 */
export async function recheckAll(services: Services): Promise<Outcome> {
  const { store, config, jobs, stopping } = services;
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping }).catch(() => {});
  const underWay = new Set<Promise<void>>();
  let wanted: Outcome;
  const isOver = () => stopping.aborted || wanted !== undefined;

  await jobs.tryDeadEvents();
  for (;;) {
    const due = isOver() ? [] : await store.contracts.lookedBefore(Date.now() - DAY_MS, BATCH);
    if (due.length === 0) break;
    for (const outContractCode of due) {
      while (!isOver() && (await jobs.usersWait())) await pause(LOOK_FOR_USERS_EVERY_MS);
      if (isOver()) break;
      const asking = recheck(services, outContractCode).then((outcome) => {
        wanted ??= outcome;
        underWay.delete(asking);
      });
      underWay.add(asking);
      // Waits for the pace, and for a failure of our own, which ends it all.
      await Promise.race([pause(1000 / config.recheckPerSecond), neverUnlessRejected(asking)]);
    }
  }
  await Promise.all(underWay);
  return wanted;
}

const neverUnlessRejected = (work: Promise<void>) => work.then(() => new Promise<never>(() => {}));

async function recheck(services: Services, outContractCode: string): Promise<Outcome> {
  const { store } = services;
  // Moves it out of the way first, so that a contract that always fails cannot keep the others waiting.
  await store.contracts.looked(outContractCode, Date.now() - DAY_MS + AGAIN_MS);
  const signing = await store.signings.read(outContractCode);
  const isTold = signing?.delivered.signed && signing.delivered.terminated;
  if (!signing || (signing.facts.terminated && isTold)) {
    await store.contracts.remove(outContractCode);
    await store.doubtful.remove(outContractCode);
    return undefined;
  }
  await ensureFollowUps(services, signing);
  if (signing.facts.terminated) return undefined;
  const answer = await ask(services, signing, { budget: 'daily' });
  return answer.outcome === 'unknown' ? afterNoAnswer(answer) : undefined;
}

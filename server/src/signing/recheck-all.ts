import type { Outcome } from '../jobs';
import { ask } from './ask';
import { ensureFollowUps } from './record';
import type { Services } from './services';

const DAY_MS = 24 * 3_600_000;
const BATCH = 50;
/** A contract whose question got no answer is asked about again after this long. */
const AGAIN_MS = 3_600_000;

/** Asks about every contract in force that was not looked at for a day: the notice of its end may have been lost. And tries dead events. */
export async function recheckAll(services: Services): Promise<Outcome> {
  const { store } = services;
  await services.jobs.tryDeadEvents();
  for (;;) {
    const due = await store.contracts.lookedBefore(Date.now() - DAY_MS, BATCH);
    if (due.length === 0) return;
    for (const outContractCode of due) {
      if (services.stopping.aborted) return;
      // Moves it out of the way first, so that a contract that always fails cannot keep the others waiting.
      await store.contracts.looked(outContractCode, Date.now() - DAY_MS + AGAIN_MS);
      const signing = await store.signings.read(outContractCode);
      if (!signing) {
        await store.contracts.remove(outContractCode);
        continue;
      }
      await ensureFollowUps(services, signing);
      if (signing.facts.terminated) continue;
      const answer = await ask(services, signing);
      if (answer.outcome === 'unknown' && answer.pauseMs !== undefined) return { pauseAllMs: answer.pauseMs };
    }
  }
}

import type { Facts } from '../facts';
import type { MergeResult, StoredSigning } from '../store';
import type { Services } from './services';

/**
 * Merges facts into a signing and sees to what follows from them. Everything that learns a fact comes through
 * here, whether the fact is new or not: whoever repeats a report also repairs what a crash left undone.
 * @returns null, with nothing written, for a signing that is not known
 */
export async function record(
  services: Services,
  outContractCode: string,
  facts: Facts,
  leastLifeMs?: number,
): Promise<MergeResult | null> {
  const merged = await services.store.signings.merge(outContractCode, facts, leastLifeMs);
  if (merged === null) return null;
  const { answer, version, changed } = merged;
  for (const fact of changed) {
    services.metrics.facts.inc({ fact });
    services.log.info(
      { event: 'fact', outContractCode, fact, status: answer.status, version },
      'fact merged',
    );
  }
  noticeConflict(services, facts, merged);
  if (facts.terminated) await services.store.doubtful.remove(outContractCode);
  await ensureFollowUps(services, merged);
  return merged;
}

/** Makes sure that what is known will be delivered, and that contracts in force are checked again. */
export async function ensureFollowUps(
  { store, jobs }: Services,
  { outContractCode, facts, delivered }: StoredSigning,
): Promise<void> {
  const since = Date.now();
  if (facts.confirmed && !delivered.signed) await jobs.addEvent({ outContractCode, event: 'signed', since });
  if (facts.terminated && !delivered.terminated) {
    await jobs.addEvent({ outContractCode, event: 'terminated', since });
  }
  // One that has ended stays until the daily check finds its end delivered.
  if (facts.confirmed) await store.contracts.add(outContractCode, Date.now());
}

function noticeConflict({ log, metrics }: Services, { confirmed }: Facts, merged: MergeResult): void {
  if (!confirmed) return;
  const others = [merged.facts.confirmed, merged.earlierConfirmed]
    .map((other) => other?.contractId)
    .filter((contractId) => contractId !== undefined && contractId !== confirmed.contractId);
  if (others.length === 0) return;
  metrics.conflictingContracts.inc();
  log.error(
    { outContractCode: merged.outContractCode, contractId: confirmed.contractId, others },
    'two contract ids for one out_contract_code',
  );
}

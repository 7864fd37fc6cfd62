import { type FactName, type Facts, ruleOf } from '../facts';
import type { MergeResult, OfAnother, Owner, StoredSigning } from '../store';
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
  if (merged !== null) await follow(services, facts, merged);
  return merged;
}

/**
 * The same, if the signing is this owner's.
 * @returns another's signing, or null when it is not known; nothing was written then
 */
export async function recordIfOf(
  services: Services,
  outContractCode: string,
  owner: Owner,
  facts: Facts,
): Promise<MergeResult | OfAnother | null> {
  const merged = await services.store.signings.mergeIfOf(outContractCode, owner, facts);
  if (merged !== null && !('ofAnother' in merged)) await follow(services, facts, merged);
  return merged;
}

/** What a contract consists of. */
const contractFacts = new Set<FactName>(['party', 'confirmed', 'terminated']);

async function follow(services: Services, facts: Facts, merged: MergeResult): Promise<void> {
  const { outContractCode, answer, version, changed } = merged;
  for (const fact of changed) {
    services.metrics.facts.inc({ fact });
    services.log.info(
      { event: 'fact', outContractCode, fact, status: answer.status, version },
      'fact merged',
    );
    services.observer?.tell({
      at: Date.now(),
      kind: 'fact',
      outContractCode,
      fact,
      status: answer.status,
      rule: ruleOf(merged.facts).says,
      version,
      facts: { ...merged.facts },
    });
  }
  noticeConflict(services, facts, merged);
  // Of what was delivered before, too, there may be something new: when it ended, for one.
  const isNews = merged.facts.confirmed && changed.some((fact) => contractFacts.has(fact));
  await Promise.all([
    facts.terminated && services.store.doubtful.remove(outContractCode),
    ensureFollowUps(services, merged, { isNews: isNews === true }),
  ]);
}

/**
 * Makes sure that what is known will be delivered and stands in the feed, and that contracts in force are checked again. What was
 * delivered is among those already: see `deliver`.
 * @param isNews there is something new of a contract, though all was delivered
 */
export async function ensureFollowUps(
  { store, jobs }: Services,
  { outContractCode, facts, delivered }: StoredSigning,
  { isNews = false } = {},
): Promise<void> {
  const since = Date.now();
  const isOwed = {
    signed: facts.confirmed && !delivered.signed,
    terminated: facts.terminated && !delivered.terminated,
  };
  await Promise.all([
    isOwed.signed && jobs.addEvent({ outContractCode, event: 'signed', since }),
    isOwed.terminated && jobs.addEvent({ outContractCode, event: 'terminated', since }),
    // One that has ended stays until the daily check finds its end delivered.
    isOwed.signed && store.contracts.add(outContractCode, since),
    (isNews || isOwed.signed || isOwed.terminated) && store.contractFeed.put(outContractCode),
  ]);
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

import { type StoredSigning, userKey } from '../store';
import type { ContractReport } from '../wechatpay';
import { mismatches, readReport } from './contract-report';
import { isInForce, noteDoubt, saidNone } from './doubt';
import { type Question, query, type Unknown } from './query';
import { record } from './record';
import type { Services } from './services';

/** What asking WeChat Pay about a signing came to. */
export type Answer = { outcome: 'contract'; signing: StoredSigning } | { outcome: 'no_contract' } | Unknown;

/** Asks WeChat Pay about a signing, and records a contract that it tells of, or its doubt about one that we hold. */
export async function ask(
  services: Services,
  signing: StoredSigning,
  question: Omit<Question, 'user'>,
): Promise<Answer> {
  const { outContractCode, facts } = signing;
  const { party } = facts;
  if (!party) return { outcome: 'unknown' };
  const contract = { outContractCode, serviceId: party.serviceId };
  const result = await query(services, contract, { ...question, user: userKey(party) });
  if ('contract' in result && result.contract !== null) {
    const answer = await recordReport(services, signing, result.contract);
    if (answer.outcome === 'unknown' && isInForce(signing))
      await noteDoubt(services, outContractCode, answer);
    return answer;
  }
  const wasAsked = !('outcome' in result) || result.notAskedForMs === undefined;
  if (wasAsked && isInForce(signing)) await noteDoubt(services, outContractCode, result);
  return 'outcome' in result ? result : { outcome: 'no_contract' };
}

async function recordReport(
  services: Services,
  { outContractCode, facts }: StoredSigning,
  report: ContractReport,
): Promise<Answer> {
  const differing = mismatches(services.config, facts.party!, report);
  if (differing.length > 0) {
    services.metrics.mismatches.inc({ source: 'query' });
    services.log.error({ outContractCode, differing }, 'query answer does not fit our record');
    return { outcome: 'unknown' };
  }
  const reading = readReport(report, 'query');
  if (reading.means === 'no_contract') return { outcome: 'no_contract' };
  if (reading.means === 'unknown') {
    services.metrics.unknownStates.inc({ source: 'query' });
    services.log.warn(
      { outContractCode, contractState: report.contractState },
      'contract state is not known',
    );
    return { outcome: 'unknown' };
  }
  const merged = await record(services, outContractCode, reading.facts);
  if (merged === null) return { outcome: 'unknown' };
  if (!merged.facts.terminated) await services.store.contracts.looked(outContractCode, Date.now());
  await services.store.doubtful.remove(outContractCode);
  return { outcome: 'contract', signing: merged };
}

/** How things stand with a contract that is recorded as in force. */
export type Look =
  /** It is in force, or has ended: as recorded now. */
  | { outcome: 'contract'; signing: StoredSigning }
  /** WeChat Pay knows no such contract. */
  | { outcome: 'no_contract'; signing: StoredSigning }
  /** WeChat Pay gave no answer that tells. */
  | { outcome: 'unknown'; signing: StoredSigning };

/**
 * Asks again about a contract that is recorded as in force: the notice of its end may have been lost. At most once a
 * minute a contract; in between, what the last answer said still holds.
 */
export async function lookAgain(
  services: Services,
  signing: StoredSigning,
  withinMs?: number,
): Promise<Look> {
  if (!isInForce(signing)) return { outcome: 'contract', signing };
  const { outContractCode } = signing;
  if ((await services.limits.rechecks(outContractCode)) === 0) {
    const answer = await ask(services, signing, { budget: 'now', ...(withinMs && { withinMs }) });
    if (answer.outcome !== 'unknown' || answer.notAskedForMs === undefined) {
      return 'signing' in answer ? answer : { outcome: answer.outcome, signing };
    }
  }
  const doubt = await services.store.doubtful.find(outContractCode);
  if (!doubt) return { outcome: 'contract', signing };
  return { outcome: saidNone(services, doubt) ? 'no_contract' : 'unknown', signing };
}

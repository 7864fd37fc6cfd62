import { type StoredSigning, userKey } from '../store';
import type { ContractReport } from '../wechatpay';
import { mismatches, readReport } from './contract-report';
import { isInForce, noteDoubt } from './doubt';
import { type QueryOptions, query, type Unknown } from './query';
import { record } from './record';
import type { Services } from './services';

/** What a query of a signing came to. */
export type Answer = { outcome: 'contract'; signing: StoredSigning } | { outcome: 'no_contract' } | Unknown;

/** Queries WeChat Pay about a signing, and records a contract that it tells of, or its doubt about one that we hold. */
export async function querySigning(
  services: Services,
  signing: StoredSigning,
  options: Omit<QueryOptions, 'user'>,
): Promise<Answer> {
  const { outContractCode, facts } = signing;
  const { party } = facts;
  if (!party) return { outcome: 'unknown' };
  const contract = { outContractCode, serviceId: party.serviceId };
  const result = await query(services, contract, { ...options, user: userKey(party) });
  if ('contract' in result && result.contract !== null) {
    const answer = await recordReport(services, signing, result.contract);
    if (answer.outcome === 'unknown' && isInForce(signing))
      await noteDoubt(services, outContractCode, answer);
    return answer;
  }
  const wasQueried = !('outcome' in result) || result.notQueriedForMs === undefined;
  if (wasQueried && isInForce(signing)) await noteDoubt(services, outContractCode, result);
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
  if (!merged.facts.terminated) await services.store.contracts.checked(outContractCode, Date.now());
  await services.store.doubtful.remove(outContractCode);
  return { outcome: 'contract', signing: merged };
}

import type { StoredSigning } from '../store';
import { type QueryResult, WechatPayError } from '../wechatpay';
import { mismatches, readReport } from './contract-report';
import { record } from './record';
import type { Services } from './services';
import { loggable } from './wechatpay-errors';

/** What asking WeChat Pay about a signing came to. */
export type Answer =
  | { outcome: 'contract'; signing: StoredSigning }
  | { outcome: 'no_contract' }
  /** Nothing was learnt. `pauseMs`: WeChat Pay asks everyone to wait. */
  | { outcome: 'unknown'; pauseMs?: number };

const PAUSE_WHEN_RATE_LIMITED_MS = 10_000;
/** However long WeChat Pay, or who answers in its place, asks for: a pause holds up every signing. */
const PAUSE_AT_MOST_MS = 5 * 60_000;

/** Asks WeChat Pay about a signing and records a contract that it tells of. At most 20 questions a signing an hour. */
export async function ask(services: Services, signing: StoredSigning): Promise<Answer> {
  const { outContractCode, facts } = signing;
  if (!facts.party) return { outcome: 'unknown' };
  const result = await query(services, outContractCode, facts.party.serviceId);
  if (!('contract' in result)) return result;
  const report = result.contract;
  if (report === null) return { outcome: 'no_contract' };
  const differing = mismatches(services.config, facts.party, report);
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
  return { outcome: 'contract', signing: merged };
}

/** One question, if the signing has any left this hour. */
export async function query(
  { limits, wechatPay, log }: Services,
  outContractCode: string,
  serviceId: number,
): Promise<QueryResult | { outcome: 'unknown'; pauseMs?: number }> {
  const waitSeconds = await limits.queries(outContractCode);
  if (waitSeconds > 0) {
    log.warn({ outContractCode, waitSeconds }, 'asked about this signing too often');
    return { outcome: 'unknown' };
  }
  try {
    return await wechatPay.queryContract({ serviceId, outContractCode });
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error;
    log.warn({ outContractCode, ...loggable(error) }, 'query gave no answer');
    if (error.kind !== 'rate_limited') return { outcome: 'unknown' };
    const seconds = error.details.retryAfterSeconds;
    const pauseMs = seconds ? Math.min(seconds * 1000, PAUSE_AT_MOST_MS) : PAUSE_WHEN_RATE_LIMITED_MS;
    return { outcome: 'unknown', pauseMs };
  }
}

/**
 * Asks again about a contract that is recorded as in force: the notice of its end may have been lost. At most
 * once a minute a contract; without an answer the record stands.
 */
export async function recheck(services: Services, signing: StoredSigning): Promise<StoredSigning> {
  if (!signing.facts.confirmed || signing.facts.terminated) return signing;
  if ((await services.limits.rechecks(signing.outContractCode)) > 0) return signing;
  const answer = await ask(services, signing);
  if (answer.outcome === 'contract') return answer.signing;
  if (answer.outcome === 'no_contract') {
    services.log.warn(
      { outContractCode: signing.outContractCode },
      'WeChat Pay knows no such contract any more',
    );
  }
  return signing;
}

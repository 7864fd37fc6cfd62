import type { StoredSigning } from '../store';
import { isInForce, saidNone } from './doubt';
import { querySigning } from './query-signing';
import type { Services } from './services';

/** How things stand with a contract that is recorded as in force. */
export type Checked =
  /** It is in force, or has ended: as recorded now. */
  | { outcome: 'contract'; signing: StoredSigning }
  /** WeChat Pay knows no such contract. */
  | { outcome: 'no_contract'; signing: StoredSigning }
  /** WeChat Pay gave no answer that tells. */
  | { outcome: 'unknown'; signing: StoredSigning };

/**
 * Checks again a contract that is recorded as in force: the notice of its end may have been lost. At most once a
 * minute a contract; in between, what the last answer said still holds.
 */
export async function checkAgain(
  services: Services,
  signing: StoredSigning,
  withinMs?: number,
): Promise<Checked> {
  if (!isInForce(signing)) return { outcome: 'contract', signing };
  const { outContractCode } = signing;
  if ((await services.limits.checksAgain(outContractCode)) === 0) {
    const answer = await querySigning(services, signing, { budget: 'now', ...(withinMs && { withinMs }) });
    if (answer.outcome !== 'unknown' || answer.notQueriedForMs === undefined) {
      return 'signing' in answer ? answer : { outcome: answer.outcome, signing };
    }
  }
  const doubt = await services.store.doubtful.find(outContractCode);
  if (!doubt) return { outcome: 'contract', signing };
  return { outcome: saidNone(services, doubt) ? 'no_contract' : 'unknown', signing };
}

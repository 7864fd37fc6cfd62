import { type StoredSigning, userKey } from '../store';
import { isInForce } from './doubt';
import type { Services } from './services';

/**
 * Another contract of the same user and merchant, when both are in force and this one's event is to name it: this one
 * was signed later, or the other was delivered before this one was known. Of two contracts only one event names the other.
 * @returns its `outContractCode`: of several the one that was signed first
 */
export async function duplicateOf(
  { store, metrics, log }: Services,
  signing: StoredSigning,
): Promise<string | undefined> {
  const { party } = signing.facts;
  // Without an openid nobody knows whose it is.
  if (!party?.openid || !isInForce(signing)) return undefined;
  const { outContractCode } = signing;
  const others: StoredSigning[] = [];
  for await (const other of store.userSignings.newestFirst(userKey(party), { except: outContractCode })) {
    if (!isInForce(other)) continue;
    if (other.delivered.signed || order(other) < order(signing)) others.push(other);
  }
  others.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const other of others) {
    const naming = await store.duplicates.name(outContractCode, other.outContractCode);
    if (naming === 'other') continue;
    if (naming === 'named') {
      await store.contractFeed.put(outContractCode);
      metrics.duplicateContracts.inc();
      log.error(
        { outContractCode, duplicateOf: other.outContractCode },
        'one user has two contracts in force with one merchant: end one of them',
      );
    }
    return other.outContractCode;
  }
}

/** By the time of signing: RFC 3339 UTC in a fixed form, which sorts as a text. */
const order = ({ facts, outContractCode }: StoredSigning) =>
  `${facts.confirmed!.signedAt} ${outContractCode}`;

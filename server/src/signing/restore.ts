import type { Confirmed } from '@contract-kit/shared';
import { type MergeResult, userKey } from '../store';
import type { ContractReport } from '../wechatpay';
import { partyOf, readReport } from './contract-report';
import { record } from './record';
import type { Services } from './services';

/**
 * Makes an ordinary, permanent record of a verified contract of ours that storage does not know.
 * @returns null when the contract is not ours, or there is none
 */
export async function restore(
  services: Services,
  report: ContractReport,
  source: Confirmed['source'],
): Promise<MergeResult | null> {
  const { config, store, log } = services;
  const { outContractCode } = report;
  const party = partyOf(config, report);
  const reading = readReport(report, source);
  if (party === null || reading.means !== 'contract') return null;
  log.warn({ outContractCode, source }, 'a contract of ours that storage did not know');
  const signedAt = Date.parse(reading.facts.confirmed!.signedAt);
  const list = async () => {
    if (party.openid !== '') await store.userSignings.add(userKey(party), outContractCode, signedAt);
  };
  await list();
  const restored = await record(services, outContractCode, { party, ...reading.facts });
  // Who read the list in between found an old entry without its signing, and dropped it.
  await list();
  return restored;
}

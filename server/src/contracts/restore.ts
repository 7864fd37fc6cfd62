import type { Merchant } from '../config/config';
import type { Confirmed, Facts, Party } from '../facts';
import { type MergeResult, type User, userKey } from '../store';
import type { ContractReport } from '../wechatpay';
import { readReport } from './contract-report';
import { merchantOf } from './merchants';
import { isCodeOf } from './out-contract-code';
import { findParty } from './party';
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
  const { log } = services;
  const { outContractCode } = report;
  const party = await findParty(services, report);
  const reading = readReport(report, source);
  if (party === null || party === 'unassigned' || reading.means !== 'contract') return null;
  log.warn({ outContractCode, source }, 'a contract of ours that storage did not know');
  return recordUnknown(services, outContractCode, { ...reading.facts, party });
}

/** Records a contract that storage does not know, and lists it as its user's. */
export async function recordUnknown(
  services: Services,
  outContractCode: string,
  facts: Facts & { party: Party },
): Promise<MergeResult | null> {
  const { party, confirmed } = facts;
  const list = async () => {
    if (party.openid === '') return;
    const signedAt = Date.parse(confirmed!.signedAt);
    await services.store.userSignings.add(userKey(party), outContractCode, signedAt);
  };
  await list();
  const restored = await record(services, outContractCode, facts);
  // Whoever read the list in between found an old entry without its signing, and dropped it.
  await list();
  return restored;
}

/**
 * A mini-program speaks of a code that storage does not know. When it was made for this user's merchant, WeChat Pay is
 * queried: 5 times an hour a user.
 */
export async function queryReportedLost(
  services: Services,
  user: User,
  outContractCode: string,
): Promise<void> {
  const { config, limits, log, store } = services;
  const merchant = merchantOf(config, user);
  if (!merchant || !isCodeOf(outContractCode, config, merchant)) return;
  // Another user's, and known.
  if ((await store.signings.read(outContractCode)) !== null) return;
  if ((await limits.lostSignings(userKey(user))) > 0) return;
  log.warn({ outContractCode }, 'report about a signing that storage does not know; querying');
  await queryLost(services, outContractCode, merchant);
}

/** Has a code queried now that is ours and that storage does not know: what is found is restored. */
export const queryLost = (
  { jobs }: Services,
  outContractCode: string,
  { serviceId, subMchid }: Pick<Merchant, 'serviceId' | 'subMchid'>,
) => jobs.closeNow({ outContractCode, serviceId, subMchid, expiresAt: Date.now() });

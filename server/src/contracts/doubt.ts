import type { Doubt, StoredSigning } from '../store';
import { mayEndContract, type QueryResult, readNoContract } from '../wechatpay';
import type { Unknown } from './query';
import type { Services } from './services';

/** A word by which a contract may be ended is to be said twice, this far apart. */
const SAID_AGAIN_AFTER_MS = 60_000;

/** Whether a signing is recorded as a contract in force. */
export const isInForce = ({ facts: { confirmed, terminated } }: StoredSigning) =>
  confirmed !== undefined && terminated === undefined;

/** Keeps in mind that WeChat Pay did not confirm a contract in force when it was queried. */
export async function noteDoubt(
  { store }: Services,
  outContractCode: string,
  answer: Extract<QueryResult, { contract: null }> | Unknown,
): Promise<void> {
  const at = Date.now();
  if ('outcome' in answer) {
    await store.doubtful.note(outContractCode, { at, ...(answer.refused && { refused: answer.refused }) });
    return;
  }
  const earlier = await store.doubtful.find(outContractCode);
  const endingSince = mayEndContract(answer) ? (earlier?.endingSince ?? at) : undefined;
  await store.doubtful.note(outContractCode, {
    at,
    by: answer.by,
    ...(endingSince !== undefined && { endingSince }),
  });
}

/** Whether what WeChat Pay said last was that there is no such contract. */
export function saidNone({ config }: Services, { by, refused }: Doubt): boolean {
  if (by !== undefined) return true;
  const { noContractCodes = [] } = config.wechatPay;
  // What an operator has added meanwhile holds for what was said before.
  return refused !== undefined && readNoContract({ ...refused, text: '' }, noContractCodes) !== undefined;
}

/**
 * Whether a contract that somebody wants ended may be recorded as ended although WeChat Pay says only that it knows none:
 * it has said so twice, in its plainest words, while it answered other calls for this merchant number and service.
 * See docs/decisions/003-a-contract-that-wechat-pay-does-not-know.md.
 */
export async function mayEnd({ store, config }: Services, { outContractCode, facts }: StoredSigning) {
  const doubt = await store.doubtful.find(outContractCode);
  if (doubt?.endingSince === undefined || doubt.at - doubt.endingSince < SAID_AGAIN_AFTER_MS) return false;
  return store.answered.withinADay(config.wechatPay.mchid, facts.party!.serviceId);
}

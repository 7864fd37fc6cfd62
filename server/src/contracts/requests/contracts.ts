import type { Contract, ContractList } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import { type StoredSigning, type User, userKey } from '../../store';
import { WechatPayError } from '../../wechatpay';
import { checkAgain } from '../check-again';
import { mayEnd } from '../doubt';
import { querySigning } from '../query-signing';
import { record } from '../record';
import type { Services } from '../services';
import { loggable, refusedBy } from '../wechatpay-errors';
import { ownSigning } from './find';
import { toContract } from './views';

const LIST_CHECKS_AGAIN_AFTER_MS = 10 * 60_000;

/** What the queries before and after a termination may take, in ms: with its own 8 s the whole stays below 13.5 s. */
const QUERY_BEFORE_WITHIN_MS = 3_000;
const QUERY_AFTER_WITHIN_MS = 2_000;

/**
 * The mode of a termination that we asked for and which WeChat Pay has not yet confirmed. Known from sibling
 * products; what it says later, in its own words, takes this one's place.
 */
const TERMINATED_BY_OUR_CALL = 'MCH_API_TERMINATE';

/** The user's contracts, newest first; those not checked for 10 min are checked again. */
export async function listContracts(
  services: Services,
  user: User,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<ContractList> {
  const { store } = services;
  const signings: StoredSigning[] = [];
  for await (const signing of store.userSignings.newestFirst(userKey(user), { before })) {
    if (signing.facts.confirmed) signings.push(signing);
    if (signings.length === limit) break;
  }
  const fresh = await Promise.all(
    signings.map(async (signing) => {
      if (signing.facts.terminated) return signing;
      const lastChecked = await store.contracts.lastChecked(signing.outContractCode);
      if (lastChecked >= Date.now() - LIST_CHECKS_AGAIN_AFTER_MS) return signing;
      return (await checkAgain(services, signing)).signing;
    }),
  );
  return { contracts: fresh.map(toContract).filter((contract) => contract !== null) };
}

/**
 * Ends a contract of the user's. Already ended is success.
 * @throws ApiError `not_found`, `not_signed`, `wechatpay_refused`, `wechatpay_unavailable` when the outcome is unclear
 */
export async function terminateContract(
  services: Services,
  user: User,
  outContractCode: string,
  remark: string,
): Promise<Contract> {
  const known = await ownSigning(services, user, outContractCode);
  return toContract(await terminate(services, known, remark))!;
}

/** Ends a contract, whoever wants it. The same as `terminateContract` otherwise. */
export async function terminate(
  services: Services,
  known: StoredSigning,
  remark: string,
): Promise<StoredSigning> {
  const { outContractCode } = known;
  const { signing } = await checkAgain(services, known, QUERY_BEFORE_WITHIN_MS);
  if (signing.facts.terminated) return signing;
  const { confirmed, party } = signing.facts;
  if (!confirmed || !party) throw new ApiError('not_signed');
  // Before the call: whatever becomes of us, somebody will look what became of the contract.
  await queryLater(services, signing);
  try {
    await services.wechatPay.terminateContract({ serviceId: party.serviceId, outContractCode, remark });
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error;
    return decideByQuery(services, signing, error);
  }
  const at = new Date().toISOString();
  const queried = await querySigning(services, signing, { budget: 'now', withinMs: QUERY_AFTER_WITHIN_MS });
  if (queried.outcome === 'contract' && queried.signing.facts.terminated) return queried.signing;
  const terminated = { at, mode: TERMINATED_BY_OUR_CALL, remark, source: 'terminate' as const };
  return (await record(services, outContractCode, { terminated }))!;
}

async function decideByQuery(
  services: Services,
  signing: StoredSigning,
  error: WechatPayError,
): Promise<StoredSigning> {
  const { outContractCode } = signing;
  services.log.warn({ outContractCode, ...loggable(error) }, 'termination not accepted');
  if (error.kind === 'refused') {
    const queried = await querySigning(services, signing, { budget: 'now', withinMs: QUERY_AFTER_WITHIN_MS });
    if (queried.outcome === 'contract') {
      if (queried.signing.facts.terminated) return queried.signing;
      return refusedBy(error);
    }
    const ended = queried.outcome === 'no_contract' && (await endIfUnknown(services, signing));
    if (ended) return ended;
  }
  throw new ApiError('wechatpay_unavailable', { retryAfterSeconds: 5, cause: error });
}

const queryLater = ({ jobs }: Services, { outContractCode, facts }: StoredSigning) =>
  jobs.startQueries({
    outContractCode,
    why: 'terminate',
    since: Date.now(),
    seq: facts.returned?.seq ?? 0,
  });

/**
 * The user wants the contract ended, and WeChat Pay says again and again that it knows none: see
 * docs/decisions/003-a-contract-that-wechat-pay-does-not-know.md.
 * @returns undefined when what it has said so far is not enough
 */
export async function endIfUnknown(
  services: Services,
  signing: StoredSigning,
): Promise<StoredSigning | undefined> {
  const { outContractCode } = signing;
  if (!(await mayEnd(services, signing))) return undefined;
  services.log.error(
    { outContractCode },
    'WeChat Pay does not know a contract that it has confirmed; ended here',
  );
  const terminated = { at: new Date().toISOString(), mode: '', remark: '', source: 'terminate' as const };
  return (await record(services, outContractCode, { terminated })) ?? undefined;
}

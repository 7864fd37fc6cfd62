import { type CreateSigningRequest, isFinal, type Launch, type Signing } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import type { Config, Merchant } from '../../config/config';
import type { Party } from '../../facts';
import { type StoredSigning, type User, userKey } from '../../store';
import type { PreEntrustSignRequest, PreEntrustSignResponse } from '../../wechatpay';
import { within } from '../../within';
import { checkAgain } from '../check-again';
import { isInForce } from '../doubt';
import { ensureJobs } from '../ensure-jobs';
import { closeDelayMs } from '../jobs/close';
import { endsAt, freshUntil } from '../lifetime';
import { merchantOf } from '../merchants';
import { createOutContractCode } from '../out-contract-code';
import { querySigning } from '../query-signing';
import { record } from '../record';
import type { Services } from '../services';
import { refusedBy } from '../wechatpay-errors';
import { toContract, toSigning } from './views';

/** All that creating a signing may take, in ms: the mini-program waits no longer. */
const ANSWERED_WITHIN_MS = 12_000;
/** What of it a query about an earlier signing may take. */
const QUERY_WITHIN_MS = 3_000;

/**
 * Gives the user a signing to sign with: the live one, or a new one.
 * @param begunAt when the request came, in ms
 * @throws ApiError `already_signed` with the contract in `details`, and `doubtful: true` when WeChat Pay did not confirm
 *   it just now; `busy`; `wechatpay_…`
 */
export async function createSigning(
  services: Services,
  user: User,
  request: CreateSigningRequest,
  signal: AbortSignal,
  begunAt = Date.now(),
): Promise<{ created: boolean; signing: Signing }> {
  const until = begunAt + ANSWERED_WITHIN_MS;
  // Each step has a deadline of its own; a slow Redis can add up to more. It then goes on, to give back its claim.
  return within(until + 500 - Date.now(), createUntil(services, user, request, until, signal), () => {
    throw new ApiError('busy', { retryAfterSeconds: 1 });
  });
}

async function createUntil(
  services: Services,
  user: User,
  request: CreateSigningRequest,
  until: number,
  signal: AbortSignal,
): Promise<{ created: boolean; signing: Signing }> {
  const { claims } = services.store;
  const key = userKey(user);
  const merchant = merchantOf(services.config, user);
  if (!merchant) throw new ApiError('unauthorized');
  const outContractCode = createOutContractCode(services.config.wechatPay.mchid, merchant);

  // Most who have a code already go on with it, and need no claim.
  let from: 'anybody' | 'unlisted' = 'unlisted';
  for (;;) {
    const { isOurs, newest } = await claims.take(key, outContractCode, from);
    try {
      const { live, replaced } = await lookAtSignings(services, key, newest);
      if (live) return { created: false, signing: toSigning(live) };
      if (isOurs) {
        if (replaced) await queryBeforeReplacing(services, replaced);
        const displayAccount = request.contractDisplayAccount ?? services.config.displayAccount;
        const party = { ...user, serviceId: merchant.serviceId, displayAccount };
        const signing = await preSign(services, merchant, party, outContractCode, until);
        return { created: true, signing: toSigning(signing) };
      }
    } finally {
      // Nobody has to wait for it.
      if (isOurs) void claims.release(key, outContractCode);
    }
    if (from === 'unlisted' && newest.length > 0) {
      from = 'anybody';
      continue;
    }
    const other = await signingOfAnother(services, key, until, signal);
    if (other) return { created: false, signing: toSigning(other) };
    // The claim was given back, or has vanished: now it is ours to take.
    const isOver = Date.now() >= until || signal.aborted || services.stopping.aborted;
    if (isOver) throw new ApiError('busy', { retryAfterSeconds: 1 });
  }
}

/**
 * What the user has: the signing to go on with, or the one that a new one replaces.
 * @param firstPage the user's newest codes
 * @throws ApiError `already_signed`
 */
async function lookAtSignings(
  services: Services,
  key: string,
  firstPage: string[],
): Promise<{ live?: StoredSigning; replaced?: StoredSigning }> {
  let newest: StoredSigning | undefined;
  for await (const found of services.store.userSignings.newestFirst(key, { firstPage })) {
    if (found.answer.status === 'signed') await refuseSecond(services, found);
    if (isFinal(found.answer.status)) continue;
    // Those that were replaced, too: nobody else reads them.
    await ensureJobs(services, found);
    newest ??= found;
  }
  if (!newest) return {};
  return isLive(newest) ? { live: newest } : { replaced: newest };
}

/** Throws when a contract is in force, or nobody can say that it is not. */
async function refuseSecond(services: Services, contract: StoredSigning): Promise<void> {
  const { outcome, signing } = await checkAgain(services, contract, QUERY_WITHIN_MS);
  if (signing.facts.terminated) return;
  const { outContractCode } = signing;
  if (outcome === 'no_contract') {
    services.log.error(
      { outContractCode },
      'WeChat Pay knows no such contract any more: it is in doubt, and its user may sign again',
    );
    return;
  }
  if (outcome === 'contract') {
    throw new ApiError('already_signed', { details: { contract: toContract(signing) } });
  }
  services.log.error(
    { outContractCode, answered: (await services.store.doubtful.find(outContractCode))?.refused },
    'WeChat Pay did not confirm a contract, so its user cannot sign again; if its answer means that there is no such contract, add it to WECHATPAY_NO_CONTRACT_CODES as STATUS:CODE',
  );
  throw new ApiError('already_signed', { details: { contract: toContract(signing), doubtful: true } });
}

function isLive({ answer, facts: { preSigned } }: StoredSigning): boolean {
  if (!preSigned) return false;
  const isOpen = answer.status === 'signing' || answer.status === 'confirming';
  return Date.now() < (isOpen ? endsAt(preSigned) : freshUntil(preSigned));
}

/** Of a signing whose user was sent to sign, WeChat Pay may know a contract that we have not heard of. */
async function queryBeforeReplacing(services: Services, replaced: StoredSigning): Promise<void> {
  if (!replaced.facts.launched && !replaced.facts.returned) return;
  const answer = await querySigning(services, replaced, { budget: 'now', withinMs: QUERY_WITHIN_MS });
  if (answer.outcome === 'contract' && isInForce(answer.signing)) {
    throw new ApiError('already_signed', { details: { contract: toContract(answer.signing) } });
  }
}

/** Waits for the signing that another request of the same user is creating; undefined when none came of it. */
async function signingOfAnother(
  { store: { claims, signings }, changes }: Services,
  key: string,
  until: number,
  signal: AbortSignal,
): Promise<StoredSigning | undefined> {
  const code = await claims.holder(key);
  if (code === null) return undefined;
  const found = await changes.watch(code, until - Date.now(), signal, async () => {
    const isStillTaken = (await claims.holder(key)) === code;
    return (await signings.read(code)) ?? (isStillTaken ? undefined : null);
  });
  return found ?? undefined;
}

async function preSign(
  services: Services,
  merchant: Merchant,
  party: Party,
  outContractCode: string,
  until: number,
): Promise<StoredSigning> {
  const { config, store, jobs, wechatPay, log } = services;
  const { serviceId, subMchid } = merchant;
  const user = userKey(party);
  const at = Date.now();
  const expiresAt = at + config.signingLifetimeSeconds * 1000;
  const addClose = () =>
    jobs.addClose(
      { outContractCode, serviceId, subMchid, expiresAt },
      closeDelayMs(config.signingLifetimeSeconds),
    );
  // Before the call: whatever becomes of us, somebody will look what became of the signing, and the user finds it.
  await Promise.all([addClose(), store.userSignings.add(user, outContractCode, at)]);
  const request = preEntrustSignRequest(config, merchant, party, outContractCode);
  const answer = await wechatPay.preEntrustSign(request, until - Date.now()).catch((error) => {
    // Nothing of it can reach the user.
    store.userSignings.remove(user, outContractCode).catch(() => {});
    return refusedBy(error);
  });
  await store.answered.note(config.wechatPay.mchid, serviceId);

  const merged = await record(services, outContractCode, {
    party,
    preSigned: {
      at: new Date(at).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      preEntrustwebId: answer.preEntrustwebId,
      launch: launchOf(config.signIdIn, answer),
    },
  });
  // Once more: a Redis that went down and came back may have lost the last second, the first time included.
  addClose().catch((error) => log.warn({ err: error, outContractCode }, 'closing check not added again'));
  return merged!;
}

function preEntrustSignRequest(
  { spAppid, notifyUrl }: Config,
  { subMchid, subAppid, serviceId, loginApp }: Merchant,
  { openid, displayAccount }: Party,
  outContractCode: string,
): PreEntrustSignRequest {
  return {
    spAppid,
    subMchid,
    subAppid,
    ...(loginApp === 'sub' ? { subOpenid: openid } : { spOpenid: openid }),
    serviceId,
    outContractCode,
    notifyUrl,
    contractDisplayAccount: displayAccount,
  };
}

/** Where the session id goes is not documented for this product, so it is a setting: `SIGN_ID_IN`. */
function launchOf(signIdIn: Config['signIdIn'], answer: PreEntrustSignResponse): Launch {
  const { signMpAppid, signMpPath, preEntrustwebId } = answer;
  const query = `${signMpPath.includes('?') ? '&' : '?'}pre_entrustweb_id=${encodeURIComponent(preEntrustwebId)}`;
  return {
    appId: signMpAppid,
    path: signIdIn === 'extraData' ? signMpPath : signMpPath + query,
    extraData: signIdIn === 'query' ? {} : { pre_entrustweb_id: preEntrustwebId },
  };
}

import { randomBytes } from 'node:crypto';
import type { CreateSigningRequest, Launch, Signing } from '@contract-kit/shared';
import { ApiError } from '../api-error';
import type { Config, Merchant } from '../config/config';
import { type StoredSigning, type User, userKey } from '../store';
import type { PreEntrustSignRequest, PreEntrustSignResponse } from '../wechatpay';
import { recheck } from './ask';
import { closeDelayMs } from './close';
import { merchantOf } from './merchants';
import { record } from './record';
import type { Services } from './services';
import { toContract, toSigning } from './views';
import { refusedBy } from './wechatpay-errors';

/** As long as a pre-sign may take, and a little: who waits for another request's signing waits no longer. */
const WAIT_FOR_ANOTHER_MS = 13_000;

/**
 * Gives the user a signing to sign with: the live one, or a new one.
 * @throws ApiError `already_signed` with the contract in `details`; `busy`; `wechatpay_…`
 */
export async function createSigning(
  services: Services,
  user: User,
  request: CreateSigningRequest,
  signal: AbortSignal,
): Promise<{ created: boolean; signing: Signing }> {
  const { claims } = services.store;
  const key = userKey(user);
  const displayAccount = request.contractDisplayAccount ?? services.config.displayAccount;

  const live = await findLive(services, key);
  if (live) return { created: false, signing: toSigning(live) };

  const outContractCode = randomBytes(16).toString('hex');
  if (!(await claims.take(key, outContractCode))) {
    return { created: false, signing: toSigning(await signingOfAnother(services, key, signal)) };
  }
  try {
    // Another request may have been done between our look and our claim.
    const meanwhile = await findLive(services, key);
    if (meanwhile) return { created: false, signing: toSigning(meanwhile) };
    return {
      created: true,
      signing: toSigning(await preSign(services, user, outContractCode, displayAccount)),
    };
  } finally {
    await claims.release(key, outContractCode).catch((error) => {
      services.log.warn({ err: error, outContractCode }, 'claim not released; it ends by itself in 30 s');
    });
  }
}

/** The signing that the user is to go on with, if there is one. */
async function findLive(services: Services, key: string): Promise<StoredSigning | undefined> {
  let live: StoredSigning | undefined;
  for await (const found of services.store.userSignings.newestFirst(key)) {
    if (found.answer.status === 'signed') {
      const signing = await recheck(services, found);
      if (signing.answer.status === 'signed') {
        throw new ApiError('already_signed', { details: { contract: toContract(signing) } });
      }
    } else if (live === undefined && isLive(services.config, found)) live = found;
  }
  return live;
}

function isLive(config: Config, { answer }: StoredSigning): boolean {
  if (answer.status === 'signing' || answer.status === 'confirming') return true;
  if (answer.status !== 'ready' && answer.status !== 'not_signed') return false;
  return Date.parse(answer.expiresAt ?? '') - Date.now() > leastLeftMs(config.signingLifetimeSeconds);
}

/** A signing with less time left than this is replaced: 10 min, of a shortened lifetime a tenth. */
const leastLeftMs = (lifetimeSeconds: number) =>
  lifetimeSeconds === 7200 ? 600_000 : (lifetimeSeconds * 1000) / 10;

/** Waits for the signing that another request of the same user is creating. */
async function signingOfAnother(
  services: Services,
  key: string,
  signal: AbortSignal,
): Promise<StoredSigning> {
  const { claims, signings } = services.store;
  const code = await claims.holder(key);
  const found =
    code === null
      ? await findLive(services, key)
      : await services.changes.watch(code, WAIT_FOR_ANOTHER_MS, signal, async () => {
          const stillTaken = (await claims.holder(key)) === code;
          return (await signings.read(code)) ?? (stillTaken ? undefined : null);
        });
  // The other may have found a signing instead of creating one.
  const signing = found ?? (await findLive(services, key));
  if (!signing) throw new ApiError('busy', { retryAfterSeconds: 1 });
  return signing;
}

async function preSign(
  services: Services,
  user: User,
  outContractCode: string,
  displayAccount: string,
): Promise<StoredSigning> {
  const { config, store, jobs, wechatPay } = services;
  const merchant = merchantOf(config, user);
  if (!merchant) throw new ApiError('unauthorized');
  const { serviceId, subMchid } = merchant;
  const at = Date.now();
  // Before the call: whatever becomes of us, somebody will look what became of the signing.
  const expiresAt = at + config.signingLifetimeSeconds * 1000;
  await jobs.addClose(
    { outContractCode, serviceId, subMchid, expiresAt },
    closeDelayMs(config.signingLifetimeSeconds),
  );
  const answer = await wechatPay
    .preEntrustSign(preEntrustSignRequest(config, merchant, user, outContractCode, displayAccount))
    .catch(refusedBy);

  await store.userSignings.add(userKey(user), outContractCode, at);
  const merged = await record(services, outContractCode, {
    party: { ...user, serviceId, displayAccount },
    preSigned: {
      at: new Date(at).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      preEntrustwebId: answer.preEntrustwebId,
      launch: launchOf(config.signIdIn, answer),
    },
  });
  return merged!;
}

function preEntrustSignRequest(
  { spAppid, notifyUrl }: Config,
  { subMchid, subAppid, serviceId, loginApp }: Merchant,
  { openid }: User,
  outContractCode: string,
  contractDisplayAccount: string,
): PreEntrustSignRequest {
  return {
    spAppid,
    subMchid,
    subAppid,
    ...(loginApp === 'sub' ? { subOpenid: openid } : { spOpenid: openid }),
    serviceId,
    outContractCode,
    notifyUrl,
    contractDisplayAccount,
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

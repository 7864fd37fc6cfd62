import type { CloseJob, Outcome } from '../jobs';
import { UNFINISHED_LIFE_MS } from '../store';
import { ask, query } from './ask';
import { ensureFollowUps, record } from './record';
import { restore } from './restore';
import type { Services } from './services';

/** How long after a signing's end WeChat Pay is asked for the last time: 60 s, of a shortened lifetime that lifetime. */
const graceMs = (lifetimeSeconds: number) => (lifetimeSeconds === 7200 ? 60 : lifetimeSeconds) * 1000;

/** When a signing that is created now is to be closed. */
export const closeDelayMs = (lifetimeSeconds: number) => lifetimeSeconds * 1000 + graceMs(lifetimeSeconds);

/** What a closing check that got no answer adds to a signing's life. */
const LONGER_LIFE_MS = UNFINISHED_LIFE_MS - 2 * 3_600_000;

const AGAIN_AT_MOST_MS = 3_600_000;

/** The last question: whether a contract came of a signing whose time is over. */
export async function close(services: Services, job: CloseJob): Promise<Outcome> {
  const { outContractCode } = job;
  const grace = graceMs(services.config.signingLifetimeSeconds);
  const signing = await services.store.signings.read(outContractCode);
  if (!signing) return closeUnknown(services, job, grace);
  const { confirmed, terminated, closed, preSigned } = signing.facts;
  if (confirmed ?? terminated ?? closed) return void (await ensureFollowUps(services, signing));
  const early = Date.parse(preSigned!.expiresAt) + grace - Date.now();
  if (early > 0) return { againInMs: early };

  const answer = await ask(services, signing);
  if (answer.outcome === 'contract') return;
  if (answer.outcome === 'no_contract')
    return void (await record(services, outContractCode, { closed: true }));
  await services.store.signings.merge(outContractCode, {}, LONGER_LIFE_MS);
  return answer.pauseMs === undefined
    ? { againInMs: againInMs(Date.parse(preSigned!.expiresAt), grace) }
    : { pauseAllMs: answer.pauseMs };
}

/**
 * As long again as it has been since the signing's end: 1, 2, 4 … min, so that questions which WeChat Pay never answers,
 * for want of a permission, stay few however many signings there are.
 */
const againInMs = (endedAt: number, grace: number) =>
  Math.min(Math.max(Date.now() - endedAt, grace), AGAIN_AT_MOST_MS);

/**
 * The request that made this code ended before its signing was stored, or Redis has lost it. The user was never
 * sent to sign with the former; of the latter WeChat Pay may know a contract. Gives up after a day: then a contract
 * can still come by its notification.
 */
async function closeUnknown(services: Services, job: CloseJob, grace: number): Promise<Outcome> {
  const { outContractCode, serviceId, subMchid, expiresAt } = job;
  const result = await query(services, outContractCode, serviceId);
  if ('contract' in result) {
    // A query answer does not name the sub-merchant; the job does.
    if (result.contract !== null) await restore(services, { ...result.contract, subMchid }, 'query');
    return;
  }
  if (Date.now() - expiresAt > LONGER_LIFE_MS) return;
  return result.pauseMs === undefined
    ? { againInMs: againInMs(expiresAt, grace) }
    : { pauseAllMs: result.pauseMs };
}

import { asLongAgain } from '../../backoff';
import type { CloseJob, Outcome } from '../../jobs';
import { UNFINISHED_LIFE_MS } from '../../store';
import { endsAt, graceMs } from '../lifetime';
import { afterNoAnswer, query } from '../query';
import { querySigning } from '../query-signing';
import { ensureFollowUps, record } from '../record';
import { restore } from '../restore';
import type { Services } from '../services';

/** When a signing that is created now is to be closed. */
export const closeDelayMs = (lifetimeSeconds: number) =>
  lifetimeSeconds * 1000 + graceMs(lifetimeSeconds * 1000);

/** What a closing check that got no answer adds to a signing's life. */
const LONGER_LIFE_MS = UNFINISHED_LIFE_MS - 2 * 3_600_000;

const AGAIN_AT_MOST_MS = 3_600_000;

/** The last query: whether a contract came of a signing whose time is over. */
export async function close(services: Services, job: CloseJob): Promise<Outcome> {
  const { outContractCode } = job;
  const signing = await services.store.signings.read(outContractCode);
  if (!signing) return closeUnknown(services, job);
  const { confirmed, terminated, closed, preSigned } = signing.facts;
  if (confirmed ?? terminated ?? closed) return void (await ensureFollowUps(services, signing));
  const end = endsAt(preSigned!);
  if (end > Date.now()) return { againInMs: end - Date.now() };

  const answer = await querySigning(services, signing, { budget: 'later' });
  if (answer.outcome === 'contract') return;
  if (answer.outcome === 'no_contract')
    return void (await record(services, outContractCode, { closed: true }));
  await services.store.signings.merge(outContractCode, {}, LONGER_LIFE_MS);
  return afterNoAnswer(answer) ?? { againInMs: againInMs(services, Date.parse(preSigned!.expiresAt)) };
}

/**
 * As long again as it has been since the signing's end: 1, 2, 4 … min, so that queries which WeChat Pay never answers,
 * because a permission is missing, stay few however many signings there are.
 */
const againInMs = ({ config }: Services, endedAt: number) =>
  asLongAgain(Date.now() - endedAt, graceMs(config.signingLifetimeSeconds * 1000), AGAIN_AT_MOST_MS);

/**
 * The request that made this code ended before its signing was stored, or Redis has lost it. The user was never
 * sent to sign with the former; of the latter WeChat Pay may know a contract. Gives up after a day: then a contract
 * can still come by its notification.
 */
async function closeUnknown(services: Services, job: CloseJob): Promise<Outcome> {
  const { outContractCode, serviceId, subMchid, expiresAt } = job;
  const result = await query(services, { outContractCode, serviceId }, { budget: 'later' });
  if ('contract' in result) {
    // A query answer does not name the sub-merchant; the job does.
    if (result.contract === null || (await restore(services, { ...result.contract, subMchid }, 'query')))
      return;
    const { contractState } = result.contract;
    services.log.error(
      { outContractCode, contractState },
      'a contract that storage does not know is not as we expect it; querying again',
    );
  } else {
    const wanted = afterNoAnswer(result);
    if (wanted) return wanted;
  }
  return Date.now() - expiresAt > LONGER_LIFE_MS ? undefined : { againInMs: againInMs(services, expiresAt) };
}

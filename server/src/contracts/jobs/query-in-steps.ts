import type { Outcome, QueryJob } from '../../jobs';
import { isEarly, NO_CONTRACT_AFTER_MS, nextQueryAt } from '../../jobs/schedule';
import type { StoredSigning } from '../../store';
import { endsAt } from '../lifetime';
import { afterNoAnswer } from '../query';
import { querySigning } from '../query-signing';
import { ensureFollowUps, record } from '../record';
import { endIfUnknown } from '../requests/contracts';
import type { Services } from '../services';

const SOON_MS = 2_000;
const SELDOM_MS = 1_800_000;

/**
 * One of the queries that follow what happened to a signing. It moves itself on before it reads the facts, so that a
 * return during its query finds it waiting and can make it due at once.
 */
export async function queryInSteps(
  services: Services,
  job: QueryJob,
  moveOn: (at: number) => Promise<void>,
): Promise<Outcome> {
  const { outContractCode } = job;
  const { signings } = services.store;
  const before = await signings.read(outContractCode);
  if (!before) return;
  // The process that learnt the answer may have been killed before it saw to the rest.
  if (!isOpen(before, job)) return void (await ensureFollowUps(services, before));

  const queriedAt = Date.now();
  const nextAt = nextQueryAt(job, queriedAt) ?? untilTheEnd(before, queriedAt);
  if (nextAt !== undefined) await moveOn(nextAt);
  const signing = (await signings.read(outContractCode)) ?? before;
  const newest = signing.facts.returned?.seq ?? 0;
  const isOfNewest = newest <= job.seq;
  if (!isOfNewest) {
    await services.jobs.startQueries({ outContractCode, why: 'return', since: queriedAt, seq: newest });
  }

  const answer = await querySigning(services, signing, {
    budget: isEarly(job, queriedAt) ? 'early' : 'later',
  });
  if (answer.outcome === 'no_contract') {
    const isEarlyForNone = queriedAt - job.since < NO_CONTRACT_AFTER_MS;
    if (newest > 0 && isOfNewest && !isEarlyForNone) {
      await record(services, outContractCode, { noContract: { seq: newest } });
    }
    if (job.why === 'terminate') await endIfUnknown(services, signing);
  }
  const wanted = answer.outcome === 'unknown' ? afterNoAnswer(answer) : undefined;
  return wanted ?? (isOfNewest || nextAt !== undefined ? undefined : { againInMs: SOON_MS });
}

/** After its last step a job stays until the signing's end: a return during that query finds it, and moves it. */
function untilTheEnd({ facts: { preSigned, confirmed } }: StoredSigning, now: number): number | undefined {
  if (!preSigned || confirmed || now >= endsAt(preSigned)) return undefined;
  return Math.min(now + SELDOM_MS, endsAt(preSigned));
}

/** Whether what started the queries is still to be answered. */
function isOpen({ facts }: StoredSigning, { why }: QueryJob): boolean {
  const { confirmed, terminated, closed } = facts;
  const answered = why === 'return' || why === 'launch' ? (confirmed ?? terminated ?? closed) : terminated;
  return answered === undefined;
}

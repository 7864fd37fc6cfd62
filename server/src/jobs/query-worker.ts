import { DelayedError, type Job, type Worker } from 'bullmq';
import type { Logger } from 'pino';
import { doubled } from '../backoff';
import type { JobQueue } from '../queue';
import { type CloseJob, changeDelay, isOfEarlierKind, type QueryJob } from './query-job';
import { workRetryDelayMs } from './schedule';

/** What a query wants of the others: to be sent again later, or that all wait. */
export type Outcome =
  | undefined
  | { againInMs: number }
  /** WeChat Pay asks everyone to wait so long. */
  | { pauseAllMs: number }
  /** WeChat Pay lets none of our queries in, or our clock is wrong: from now on only one tries, now and then. */
  | { pauseAll: 'refused' };

export interface QueryHandlers {
  /** @param moveOn called before the query is sent: from then on the job is due at this time, in ms */
  query(job: QueryJob, moveOn: (at: number) => Promise<void>): Promise<Outcome>;
  close(job: CloseJob): Promise<Outcome>;
}

/** A WeChat Pay that hangs holds each query for 8 s. */
const CONCURRENCY = 50;

const PAUSE_WHEN_REFUSED_MS = 30_000;
const PAUSE_WHEN_REFUSED_AT_MOST_MS = 600_000;

/** Works on the queries of signings. While WeChat Pay lets none in, all wait, and one tries now and then. */
export function workOnQueries(queue: JobQueue, handlers: QueryHandlers, log: Logger): void {
  /** How often in a row WeChat Pay has let no query in, and until when nobody tries again, in ms. */
  let refusals = 0;
  let refusedUntil = 0;

  /** Holds up all queries, of every server. @returns for how long, in ms */
  async function pause(worker: Worker, outcome: { pauseAllMs: number } | { pauseAll: 'refused' }) {
    if ('pauseAllMs' in outcome) {
      await worker.rateLimit(outcome.pauseAllMs);
      return outcome.pauseAllMs;
    }
    const now = Date.now();
    // Those that were sent at the same time say no more than the first of them.
    if (now < refusedUntil) return refusedUntil - now;
    refusals += 1;
    const ms = doubled(refusals, PAUSE_WHEN_REFUSED_MS, PAUSE_WHEN_REFUSED_AT_MOST_MS);
    refusedUntil = now + ms;
    worker.concurrency = 1;
    await worker.rateLimit(ms);
    return ms;
  }

  function wentThrough(worker: Worker): void {
    if (refusals === 0) return;
    refusals = 0;
    refusedUntil = 0;
    worker.concurrency = CONCURRENCY;
  }

  const later = async (job: Job, at: number, token: string): Promise<never> => {
    await job.moveToDelayed(at, token);
    throw new DelayedError();
  };

  async function run(job: Job, token: string, worker: Worker): Promise<void> {
    if (isOfEarlierKind(job)) return;
    let movedOnTo: number | undefined;
    const moveOn = async (at: number) => {
      await job.moveToDelayed(at, token);
      movedOnTo = at;
    };
    let outcome: Outcome;
    try {
      outcome =
        job.name === 'confirm' ? await handlers.query(job.data, moveOn) : await handlers.close(job.data);
    } catch (error) {
      if (movedOnTo === undefined) throw error;
      // It is due again already; its next query makes up for this one.
      log.warn({ err: error, job: job.id }, 'job failed');
      throw new DelayedError();
    }
    if (outcome === undefined || 'againInMs' in outcome) wentThrough(worker);
    if (outcome === undefined && movedOnTo === undefined) return;
    const waitMs =
      outcome === undefined
        ? undefined
        : 'againInMs' in outcome
          ? outcome.againInMs
          : await pause(worker, outcome);
    if (movedOnTo === undefined) return later(job, Date.now() + waitMs!, token);
    // Ends the pause as the one that tries.
    if (waitMs !== undefined && Date.now() + waitMs < movedOnTo) await changeDelay(job, waitMs);
    throw new DelayedError();
  }

  queue.work({
    run,
    concurrency: CONCURRENCY,
    retryDelayMs: workRetryDelayMs,
    canPause: true,
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, ErrorCode, Job, type JobsOptions, Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isRedisError } from '../store/redis-error';
import {
  CONFIRM_AFTER_SECONDS,
  nextQuestionAt,
  RECHECK_EVERY_MS,
  type Why,
  workRetryDelayMs,
} from './schedule';

/** Asks WeChat Pay what became of a signing, again and again. There is one a signing. */
export interface ConfirmJob {
  outContractCode: string;
  /** What started the questions. */
  why: Why;
  /** When that was, in ms. */
  since: number;
  /** The newest return that was known then; 0 for none. */
  seq: number;
}

/** Asks once more after a signing's end, and closes it. */
export interface CloseJob {
  outContractCode: string;
  serviceId: number;
  subMchid: string;
  /** The signing's end, in ms. */
  expiresAt: number;
}

/** What a question wants of the others: to be asked again later, or that all wait. */
export type Outcome =
  | undefined
  | { againInMs: number }
  /** WeChat Pay asks everyone to wait so long. */
  | { pauseAllMs: number }
  /** WeChat Pay lets none of our questions in, or our clock is wrong: from now on only one tries, now and then. */
  | { pauseAll: 'refused' };

export interface QueryHandlers {
  /** @param moveOn called before the question is asked: from then on the job is due at this time, in ms */
  confirm(job: ConfirmJob, moveOn: (at: number) => Promise<void>): Promise<Outcome>;
  close(job: CloseJob): Promise<Outcome>;
  recheck(): Promise<Outcome>;
}

export interface QueueOptionsOfServer {
  /** Fails fast when Redis is away: adding a job is part of answering a request. */
  connection: Redis | Cluster;
  /** Waits for Redis: each worker has one of its own. */
  workerConnection(): Redis | Cluster;
  prefix: string;
  log: Logger;
  /** For tests. */
  schedulerLookedAfterEveryMs?: number;
}

const REDIS_TOLD_WITHIN_MS = 3_000;

/** Between the looks at a question that runs and has not moved itself on yet, in ms. */
const RUNNING_LOOKED_AT_AGAIN_MS = [10, 40, 150, 300, 500];

/** A WeChat Pay that hangs holds each question for 8 s. */
const CONCURRENCY = 50;

const PAUSE_WHEN_REFUSED_MS = 30_000;
const PAUSE_WHEN_REFUSED_AT_MOST_MS = 600_000;
const RECHECK_PAUSE_MS = 600_000;

/** FLUSHALL, or a Redis that came back empty, takes the scheduler with it. */
const SCHEDULER_LOOKED_AFTER_EVERY_MS = 60_000;

/** A job that was neither done nor is worth keeping leaves nothing behind. */
const work: JobsOptions = {
  attempts: 1000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
};

const firstStepMs = ({ why }: ConfirmJob) => CONFIRM_AFTER_SECONDS[why][0]! * 1000;

const idOf = (kind: 'confirm' | 'close', outContractCode: string) => `${outContractCode}-${kind}`;

/**
 * The questions to WeChat Pay: those about signings in one queue, the daily ones about contracts in force in another,
 * so that they keep nobody waiting. Jobs are never cancelled; each finds out itself whether it is still wanted.
 */
export function createQueryJobs({
  connection,
  workerConnection,
  prefix,
  log,
  schedulerLookedAfterEveryMs = SCHEDULER_LOOKED_AFTER_EVERY_MS,
}: QueueOptionsOfServer) {
  const queries = new Queue('queries', { connection, prefix, skipVersionCheck: true });
  const rechecks = new Queue('rechecks', { connection, prefix, skipVersionCheck: true });
  const workers: Worker[] = [];
  const underWay = new Set<Promise<unknown>>();
  let schedulerTimer: NodeJS.Timeout | undefined;
  // That Redis is away is logged once, by its connections.
  const onError = (error: Error) => {
    if (!isRedisError(error)) log.warn({ err: error }, 'job queue');
  };
  for (const queue of [queries, rechecks]) queue.on('error', onError);

  const add = (job: ConfirmJob, delayMs: number) =>
    queries.add('confirm', job, {
      ...work,
      jobId: idOf('confirm', job.outContractCode),
      delay: Math.max(0, delayMs),
    });

  async function addClose(job: CloseJob, delayMs: number): Promise<void> {
    await queries.add('close', job, {
      ...work,
      jobId: idOf('close', job.outContractCode),
      delay: Math.max(0, delayMs),
    });
  }

  async function startConfirm(job: ConfirmJob, firstInMs = firstStepMs(job)): Promise<void> {
    for (const againInMs of RUNNING_LOOKED_AT_AGAIN_MS) {
      const known = await Job.fromId<ConfirmJob>(queries, idOf('confirm', job.outContractCode));
      if (!known) return void (await add(job, firstInMs));
      const [moved] = await Promise.all([changeDelay(known, firstInMs), setData(known, job)]);
      if (moved === 0) return;
      if (moved === ErrorCode.JobNotExist) continue;
      // One that waits for its turn is asked with what it is about now.
      if ((await known.getState()) === 'waiting') return;
      // One that runs may have read the facts already: it moves itself on, or ends, in a moment.
      await delay(againInMs);
    }
  }

  /** Runs a handler; `underWay` is what a shutdown waits for. */
  async function running<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  function open(queue: Queue, concurrency: number, process: Process): void {
    const worker: Worker = new Worker(queue.name, (job, token) => running(process(worker, job, token!)), {
      connection: workerConnection(),
      prefix,
      concurrency,
      // A job whose process was killed is taken up by another, however often that happens.
      maxStalledCount: 20,
      // Soon after its lock has ended, 30 s after that process last was there; BullMQ's own 30 s would add a minute.
      stalledInterval: 5_000,
      // After a lost connection; BullMQ's own 15 s would keep those waiting who have just come back.
      runRetryDelay: 1_000,
      // Limits nothing by itself, but without a limiter BullMQ obeys no pause.
      limiter: { max: Number.MAX_SAFE_INTEGER, duration: 1000 },
      skipVersionCheck: true,
      settings: { backoffStrategy: workRetryDelayMs },
    });
    worker.on('error', onError);
    worker.on('failed', (job, error) =>
      log.warn({ err: error, job: job?.id, attempt: job?.attemptsMade }, 'job failed'),
    );
    workers.push(worker);
  }

  /** How often in a row WeChat Pay has let no question in, and until when nobody tries again, in ms. */
  let refusals = 0;
  let refusedUntil = 0;

  /** Holds up all questions, of every server. @returns for how long, in ms */
  async function pause(worker: Worker, outcome: { pauseAllMs: number } | { pauseAll: 'refused' }) {
    if ('pauseAllMs' in outcome) {
      await worker.rateLimit(outcome.pauseAllMs);
      return outcome.pauseAllMs;
    }
    const now = Date.now();
    // Those that were asked at the same time say no more than the first of them.
    if (now < refusedUntil) return refusedUntil - now;
    const ms = Math.min(PAUSE_WHEN_REFUSED_MS * 2 ** Math.min(refusals, 10), PAUSE_WHEN_REFUSED_AT_MOST_MS);
    refusals += 1;
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

  /** Questions were jobs of their own once, a job a step. */
  const isOfEarlierKind = ({ name, id, data }: Job) =>
    name === 'recheck' || (name === 'confirm' && id !== idOf('confirm', data.outContractCode));

  async function runQuery(handlers: QueryHandlers, worker: Worker, job: Job, token: string): Promise<void> {
    if (isOfEarlierKind(job)) return;
    let movedOnTo: number | undefined;
    const moveOn = async (at: number) => {
      await job.moveToDelayed(at, token);
      movedOnTo = at;
    };
    let outcome: Outcome;
    try {
      outcome =
        job.name === 'confirm' ? await handlers.confirm(job.data, moveOn) : await handlers.close(job.data);
    } catch (error) {
      if (movedOnTo === undefined) throw error;
      // It is due again already; its next question makes up for this one.
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

  async function runRecheck(handlers: QueryHandlers, worker: Worker): Promise<void> {
    const outcome = await handlers.recheck();
    if (outcome === undefined || 'againInMs' in outcome) return;
    await worker.rateLimit(
      'pauseAllMs' in outcome ? Math.max(outcome.pauseAllMs, RECHECK_PAUSE_MS) : RECHECK_PAUSE_MS,
    );
  }

  async function schedule(): Promise<void> {
    // Over all servers.
    await rechecks.setGlobalConcurrency(1);
    await rechecks.upsertJobScheduler(
      'recheck',
      { every: RECHECK_EVERY_MS },
      { name: 'recheck', opts: { removeOnComplete: true, removeOnFail: true } },
    );
  }

  return {
    /** The last question. Adding it again changes nothing. */
    addClose,

    /** The last question is due now: storage has lost the signing, and not always its job. */
    async closeNow(job: CloseJob): Promise<void> {
      const known = await Job.fromId(queries, idOf('close', job.outContractCode));
      if (!known || (await changeDelay(known, 0)) === ErrorCode.JobNotExist) await addClose(job, 0);
    },

    /**
     * Starts the questions over: whatever was still to be asked gives way.
     * @param firstInMs when the first is due; the usual first step if absent
     */
    startConfirm,

    /**
     * Starts them over unless one is due within this time anyway. That one then speaks for a later return, too.
     * @param withinMs how long that may be
     */
    async startConfirmUnlessDue(job: ConfirmJob, withinMs: number): Promise<void> {
      const known = await Job.fromId<ConfirmJob>(queries, idOf('confirm', job.outContractCode));
      const due = known && nextQuestionAt(known.data, Date.now());
      if (!due || due > Date.now() + withinMs) await startConfirm(job);
      else if (job.why === 'return') await setData(known, job);
    },

    /** The next question is due now; if none is left, those of this job are. */
    async askSoon(job: ConfirmJob): Promise<void> {
      const known = await Job.fromId<ConfirmJob>(queries, idOf('confirm', job.outContractCode));
      const goesOn = known && nextQuestionAt(known.data, Date.now()) !== undefined;
      if (!goesOn || (await changeDelay(known, 0)) !== 0) await startConfirm(job, 0);
    },

    /** Whether users' questions wait for their turn. */
    usersWait: async (): Promise<boolean> => (await queries.getWaitingCount()) > 0,

    /** Starts them if there are none. */
    async ensureConfirm(job: ConfirmJob): Promise<void> {
      await add(job, firstStepMs(job));
    },

    /** How many questions wait. */
    async counts(): Promise<{ queriesWaiting: number }> {
      const counts = await queries.getJobCounts('waiting', 'delayed');
      return { queriesWaiting: (counts.waiting ?? 0) + (counts.delayed ?? 0) };
    },

    /** Begins to work. */
    async start(handlers: QueryHandlers): Promise<void> {
      // A server that starts may have been given what was wrong.
      await queries.removeRateLimitKey();
      await queries.removeJobScheduler('recheck');
      open(queries, CONCURRENCY, (worker, job, token) => runQuery(handlers, worker, job, token));
      await schedule();
      open(rechecks, 1, (worker) => runRecheck(handlers, worker));
      schedulerTimer = setInterval(() => schedule().catch(onError), schedulerLookedAfterEveryMs).unref();
    },

    /** Lets running questions end, and takes no more. */
    async close(): Promise<void> {
      clearInterval(schedulerTimer);
      const closed = Promise.all(workers.map((worker) => worker.close()));
      do {
        await Promise.allSettled(underWay);
        // What is left is to tell Redis, which a worker waits for as long as it is away.
        await Promise.race([closed, delay(REDIS_TOLD_WITHIN_MS, undefined, { ref: false })]);
      } while (underWay.size > 0);
      await Promise.all([queries.close(), rechecks.close()]);
    },
  };
}

type Process = (worker: Worker, job: Job, token: string) => Promise<void>;

/** @returns 0, or why it was not done: the job runs or is about to (`JobNotInState`), or is gone (`JobNotExist`) */
async function changeDelay(job: Job, ms: number): Promise<number> {
  try {
    await job.changeDelay(ms);
    return 0;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist) return code;
    throw error;
  }
}

/** Changes what a job is about, if it is still there. */
async function setData(job: Job, data: ConfirmJob): Promise<void> {
  try {
    await job.updateData(data);
  } catch (error) {
    if ((error as { code?: unknown }).code !== ErrorCode.JobNotExist) throw error;
  }
}

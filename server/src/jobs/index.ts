import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job, type JobsOptions, Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isRedisError } from '../store/redis-error';
import { createEventJobs, type EventJob, type EventOutcome } from './events';
import {
  AFTER_LAUNCH_SECONDS,
  AFTER_NOTIFICATION_SECONDS,
  AFTER_RETURN_SECONDS,
  AFTER_TERMINATE_SECONDS,
  RECHECK_EVERY_MS,
  workRetryDelayMs,
} from './schedule';

export type { EventJob, EventOutcome, UntoldEvent } from './events';

/** Asks WeChat Pay what became of a signing. */
export interface ConfirmJob {
  outContractCode: string;
  /**
   * What started it: a return to the mini-program, a jump that opened, a notification that was not understood,
   * or a termination whose outcome is unclear.
   */
  after: 'return' | 'launch' | 'notification' | 'terminate';
  seq: number;
  /** When that was, in ms. */
  since: number;
}

/** Asks once more after a signing's end, and closes it. */
export interface CloseJob {
  outContractCode: string;
  serviceId: number;
  subMchid: string;
  /** The signing's end, in ms. */
  expiresAt: number;
}

/** What a handler may want instead of being done: to be called again later, or that all of its kind wait. */
export type Outcome = undefined | { againInMs: number } | { pauseAllMs: number };

export interface Handlers {
  confirm(job: ConfirmJob): Promise<Outcome>;
  close(job: CloseJob): Promise<Outcome>;
  recheck(): Promise<Outcome>;
  deliver(job: EventJob, attempt: number): Promise<EventOutcome>;
}

export interface JobsOptionsOfServer {
  /** Fails fast when Redis is away: adding a job is part of answering a request. */
  connection: Redis | Cluster;
  /** Waits for Redis: each worker has one of its own. */
  workerConnection(): Redis | Cluster;
  prefix: string;
  log: Logger;
}

const REDIS_TOLD_WITHIN_MS = 3_000;

/** A job that was neither done nor is worth keeping leaves nothing behind; its signing's other jobs go on. */
const work: JobsOptions = {
  attempts: 1000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
};

/**
 * The delayed and retried work, in two queues, so that a pause of queries holds up no event. Adding a job whose
 * id is already there does nothing; jobs are never cancelled, each finds out itself whether it is still wanted.
 */
export function createJobs(options: JobsOptionsOfServer) {
  const { connection, workerConnection, prefix, log } = options;
  const { counts, start, close, ...events } = createEventJobs(options);
  const queries = new Queue('queries', { connection, prefix, skipVersionCheck: true });
  const workers: Worker[] = [];
  const underWay = new Set<Promise<Outcome>>();
  // That Redis is away is logged once, by its connections.
  const onError = (error: Error) => {
    if (!isRedisError(error)) log.warn({ err: error }, 'job queue');
  };
  queries.on('error', onError);

  const confirmJobs = (job: ConfirmJob, seconds: readonly number[]) =>
    seconds.map((step) => ({
      name: 'confirm',
      data: job,
      opts: { ...work, jobId: `${job.outContractCode}-${job.seq}-${job.after}${step}`, delay: step * 1000 },
    }));

  return {
    ...events,

    async addClose(job: CloseJob, delayMs: number): Promise<void> {
      await queries.add('close', job, { ...work, jobId: `${job.outContractCode}-close`, delay: delayMs });
    },

    /** Starts the questions that follow. */
    async addConfirm(job: ConfirmJob): Promise<void> {
      const steps = {
        return: AFTER_RETURN_SECONDS,
        launch: AFTER_LAUNCH_SECONDS,
        notification: AFTER_NOTIFICATION_SECONDS,
        terminate: AFTER_TERMINATE_SECONDS,
      };
      await queries.addBulk(confirmJobs(job, steps[job.after]));
    },

    /** How many jobs wait, and how many events are dead. */
    async counts(): Promise<Record<string, number>> {
      const [asked, told] = await Promise.all([queries.getJobCounts(), counts()]);
      return {
        queriesWaiting: (asked.waiting ?? 0) + (asked.delayed ?? 0),
        ...told,
      };
    },

    /** Begins to work. */
    async start(handlers: Handlers): Promise<void> {
      const dispatch = (job: Job): Promise<Outcome> => {
        if (job.name === 'confirm') return handlers.confirm(job.data);
        if (job.name === 'close') return handlers.close(job.data);
        return handlers.recheck();
      };
      await start(handlers.deliver);
      for (const [queue, retryDelayMs] of [[queries, workRetryDelayMs]] as const) {
        const worker: Worker = new Worker(
          queue.name,
          async (job, token) => {
            const running = dispatch(job);
            underWay.add(running);
            const outcome = await running.finally(() => underWay.delete(running));
            if (outcome === undefined) return;
            if ('pauseAllMs' in outcome) {
              await worker.rateLimit(outcome.pauseAllMs);
              throw Worker.RateLimitError();
            }
            await job.moveToDelayed(Date.now() + outcome.againInMs, token);
            throw new DelayedError();
          },
          {
            connection: workerConnection(),
            prefix,
            concurrency: 10,
            // A job whose process was killed is taken up by another, however often that happens.
            maxStalledCount: 20,
            // Soon after its lock has ended, 30 s after that process last was there; BullMQ's own 30 s would add a minute.
            stalledInterval: 5_000,
            // After a lost connection; BullMQ's own 15 s would keep those waiting who have just come back.
            runRetryDelay: 1_000,
            // Limits nothing by itself, but without a limiter BullMQ heeds no pause.
            limiter: { max: Number.MAX_SAFE_INTEGER, duration: 1000 },
            skipVersionCheck: true,
            settings: { backoffStrategy: retryDelayMs },
          },
        );
        worker.on('error', onError);
        worker.on('failed', (job, error) =>
          log.warn({ err: error, job: job?.id, attempt: job?.attemptsMade }, 'job failed'),
        );
        workers.push(worker);
      }
      await queries.upsertJobScheduler(
        'recheck',
        { every: RECHECK_EVERY_MS },
        { name: 'recheck', opts: { removeOnComplete: true, removeOnFail: true } },
      );
    },

    /** Lets running jobs end, and takes no more. */
    async close(): Promise<void> {
      const eventsClosed = close();
      const closed = Promise.all(workers.map((worker) => worker.close()));
      do {
        await Promise.allSettled(underWay);
        // What is left is to tell Redis, which a worker waits for as long as it is away.
        await Promise.race([closed, delay(REDIS_TOLD_WITHIN_MS, undefined, { ref: false })]);
      } while (underWay.size > 0);
      await Promise.all([queries.close(), eventsClosed]);
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;

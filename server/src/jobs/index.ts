import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job, type JobsOptions, Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { EventName } from '../store';
import { isRedisError } from '../store/redis-error';
import {
  AFTER_LAUNCH_SECONDS,
  AFTER_NOTIFICATION_SECONDS,
  AFTER_RETURN_SECONDS,
  AFTER_TERMINATE_SECONDS,
  EVENT_RETRIES,
  eventDelayMs,
  RECHECK_EVERY_MS,
  workRetryDelayMs,
} from './schedule';

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

/** Tells the merchant's function. */
export interface EventJob {
  outContractCode: string;
  event: EventName;
  /** When the event was first to be told, in ms. */
  since: number;
}

/** What a handler may want instead of being done: to be called again later, or that all of its kind wait. */
export type Outcome = undefined | { againInMs: number } | { pauseAllMs: number };

export interface Handlers {
  confirm(job: ConfirmJob): Promise<Outcome>;
  close(job: CloseJob): Promise<Outcome>;
  recheck(): Promise<Outcome>;
  deliver(job: EventJob, attempt: number): Promise<Outcome>;
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

const event: JobsOptions = {
  attempts: 1 + EVENT_RETRIES,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  // Kept as dead: the merchant's function never took it.
  removeOnFail: false,
};

/**
 * The delayed and retried work, in two queues, so that a pause of queries holds up no event. Adding a job whose
 * id is already there does nothing; jobs are never cancelled, each finds out itself whether it is still wanted.
 */
export function createJobs({ connection, workerConnection, prefix, log }: JobsOptionsOfServer) {
  const queries = new Queue('queries', { connection, prefix, skipVersionCheck: true });
  const events = new Queue('events', { connection, prefix, skipVersionCheck: true });
  const workers: Worker[] = [];
  const underWay = new Set<Promise<Outcome>>();
  // That Redis is away is logged once, by its connections.
  const onError = (error: Error) => {
    if (!isRedisError(error)) log.warn({ err: error }, 'job queue');
  };
  for (const queue of [queries, events]) queue.on('error', onError);

  const confirmJobs = (job: ConfirmJob, seconds: readonly number[]) =>
    seconds.map((step) => ({
      name: 'confirm',
      data: job,
      opts: { ...work, jobId: `${job.outContractCode}-${job.seq}-${job.after}${step}`, delay: step * 1000 },
    }));

  return {
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

    async addEvent(job: EventJob): Promise<void> {
      await events.add('deliver', job, { ...event, jobId: `${job.outContractCode}-${job.event}` });
    },

    /** Whether an event has used up its retries. */
    async isEventDead(job: Pick<EventJob, 'outContractCode' | 'event'>): Promise<boolean> {
      return (await events.getJobState(`${job.outContractCode}-${job.event}`)) === 'failed';
    },

    /** How many jobs wait, and how many events are dead. */
    async counts(): Promise<Record<string, number>> {
      const [asked, told] = await Promise.all([queries.getJobCounts(), events.getJobCounts()]);
      return {
        queriesWaiting: (asked.waiting ?? 0) + (asked.delayed ?? 0),
        eventsWaiting: (told.waiting ?? 0) + (told.delayed ?? 0),
        eventsDead: told.failed ?? 0,
      };
    },

    /** Begins to work. */
    async start(handlers: Handlers): Promise<void> {
      const dispatch = (job: Job): Promise<Outcome> => {
        if (job.name === 'confirm') return handlers.confirm(job.data);
        if (job.name === 'close') return handlers.close(job.data);
        if (job.name === 'recheck') return handlers.recheck();
        return handlers.deliver(job.data, job.attemptsMade + 1);
      };
      for (const [queue, retryDelayMs] of [
        [queries, workRetryDelayMs],
        [events, eventDelayMs],
      ] as const) {
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
      const closed = Promise.all(workers.map((worker) => worker.close()));
      do {
        await Promise.allSettled(underWay);
        // What is left is to tell Redis, which a worker waits for as long as it is away.
        await Promise.race([closed, delay(REDIS_TOLD_WITHIN_MS, undefined, { ref: false })]);
      } while (underWay.size > 0);
      await Promise.all([queries.close(), events.close()]);
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;

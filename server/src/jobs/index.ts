import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job, type JobsOptions, Queue, Worker } from 'bullmq';
import type { EventName } from '../store';
import { isRedisError } from '../store/redis-error';
import { createQueryJobs, type Outcome, type QueryHandlers, type QueueOptionsOfServer } from './queries';
import { EVENT_RETRIES, eventDelayMs } from './schedule';

export type { CloseJob, ConfirmJob, Outcome } from './queries';

/** Tells the merchant's function. */
export interface EventJob {
  outContractCode: string;
  event: EventName;
  /** When the event was first to be told, in ms. */
  since: number;
}

export interface Handlers extends QueryHandlers {
  deliver(job: EventJob, attempt: number): Promise<Outcome>;
}

const REDIS_TOLD_WITHIN_MS = 3_000;

const event: JobsOptions = {
  attempts: 1 + EVENT_RETRIES,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  // Kept as dead: the merchant's function never took it.
  removeOnFail: false,
};

/** The delayed and retried work. A pause of queries holds up no event. */
export function createJobs(options: QueueOptionsOfServer) {
  const { connection, workerConnection, prefix, log } = options;
  const {
    start: startQueries,
    close: closeQueries,
    counts: queryCounts,
    ...queries
  } = createQueryJobs(options);
  const events = new Queue('events', { connection, prefix, skipVersionCheck: true });
  const workers: Worker[] = [];
  const underWay = new Set<Promise<Outcome>>();
  // That Redis is away is logged once, by its connections.
  const onError = (error: Error) => {
    if (!isRedisError(error)) log.warn({ err: error }, 'job queue');
  };
  events.on('error', onError);

  return {
    ...queries,

    async addEvent(job: EventJob): Promise<void> {
      await events.add('deliver', job, { ...event, jobId: `${job.outContractCode}-${job.event}` });
    },

    /** Whether an event has used up its retries. */
    async isEventDead(job: Pick<EventJob, 'outContractCode' | 'event'>): Promise<boolean> {
      return (await events.getJobState(`${job.outContractCode}-${job.event}`)) === 'failed';
    },

    /** How many jobs wait, and how many events are dead. */
    async counts(): Promise<Record<string, number>> {
      const [asked, told] = await Promise.all([queryCounts(), events.getJobCounts()]);
      return {
        ...asked,
        eventsWaiting: (told.waiting ?? 0) + (told.delayed ?? 0),
        eventsDead: told.failed ?? 0,
      };
    },

    /** Begins to work. */
    async start(handlers: Handlers): Promise<void> {
      await startQueries(handlers);
      const worker: Worker = new Worker(
        events.name,
        async (job: Job, token) => {
          const running = handlers.deliver(job.data, job.attemptsMade + 1);
          underWay.add(running);
          const outcome = await running.finally(() => underWay.delete(running));
          if (outcome === undefined || !('againInMs' in outcome)) return;
          await job.moveToDelayed(Date.now() + outcome.againInMs, token);
          throw new DelayedError();
        },
        {
          connection: workerConnection(),
          prefix,
          concurrency: 10,
          maxStalledCount: 20,
          stalledInterval: 5_000,
          runRetryDelay: 1_000,
          skipVersionCheck: true,
          settings: { backoffStrategy: eventDelayMs },
        },
      );
      worker.on('error', onError);
      worker.on('failed', (job, error) =>
        log.warn({ err: error, job: job?.id, attempt: job?.attemptsMade }, 'job failed'),
      );
      workers.push(worker);
    },

    /** Lets running jobs end, and takes no more. */
    async close(): Promise<void> {
      const closed = Promise.all(workers.map((worker) => worker.close()));
      const queriesClosed = closeQueries();
      do {
        await Promise.allSettled(underWay);
        // What is left is to tell Redis, which a worker waits for as long as it is away.
        await Promise.race([closed, delay(REDIS_TOLD_WITHIN_MS, undefined, { ref: false })]);
      } while (underWay.size > 0);
      await Promise.all([queriesClosed, events.close()]);
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;

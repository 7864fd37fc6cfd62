import { type Job, Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isRedisError } from './store/redis-error';
import { within } from './within';

export interface QueueOptions {
  /** Fails fast when Redis is away: adding a job is part of answering a request. */
  connection: Redis | Cluster;
  /** Waits for Redis: each worker has one of its own. */
  workerConnection(): Redis | Cluster;
  prefix: string;
  log: Logger;
}

/** How a server works on a queue. */
export interface WorkOptions {
  run(job: Job, token: string, worker: Worker): Promise<void>;
  /** How many jobs a server works on at once. */
  concurrency: number;
  /** @param attemptsMade 1 after the first failure. @returns how long until the next, in ms */
  retryDelayMs?(attemptsMade: number): number;
  /** Whether `worker.rateLimit` may hold up the whole queue. */
  canPause?: boolean;
  /** In place of the log line that a failed attempt gets. */
  onFailed?(job: Job | undefined, error: Error): void;
}

/** Of what BullMQ writes down about each job, which nobody reads; its own 10,000 would take megabytes. */
const EVENTS_KEPT = 100;

const REDIS_TOLD_WITHIN_MS = 3_000;

/**
 * A queue of BullMQ, and this server's worker on it, which go on after a lost connection, take up what a killed process
 * left, and lose nothing in a shutdown.
 */
export function createQueue(name: string, { connection, workerConnection, prefix, log }: QueueOptions) {
  const queue = new Queue(name, {
    connection,
    prefix,
    skipVersionCheck: true,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  const underWay = new Set<Promise<void>>();
  let worker: Worker | undefined;
  // That Redis is away is logged once, by its connections.
  const onError = (error: Error) => {
    if (!isRedisError(error)) log.warn({ err: error }, 'job queue');
  };
  const logFailed = (job: Job | undefined, error: Error) =>
    log.warn({ err: error, job: job?.id, attempt: job?.attemptsMade }, 'job failed');
  queue.on('error', onError);

  return {
    queue,
    onError,
    logFailed,

    /** Begins to work. */
    work({ run, concurrency, retryDelayMs, canPause = false, onFailed = logFailed }: WorkOptions): void {
      const opened: Worker = new Worker(
        name,
        async (job, token) => {
          const running = run(job, token!, opened);
          underWay.add(running);
          await running.finally(() => underWay.delete(running));
        },
        {
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
          ...(canPause && { limiter: { max: Number.MAX_SAFE_INTEGER, duration: 1000 } }),
          skipVersionCheck: true,
          ...(retryDelayMs && { settings: { backoffStrategy: retryDelayMs } }),
        },
      );
      opened.on('error', onError);
      opened.on('failed', onFailed);
      worker = opened;
    },

    /** Lets running jobs end, and takes no more. */
    async stop(): Promise<void> {
      const closed = worker?.close() ?? Promise.resolve();
      do {
        await Promise.allSettled(underWay);
        // What is left is to tell Redis, which a worker waits for as long as it is away.
        await within(REDIS_TOLD_WITHIN_MS, closed, () => {});
      } while (underWay.size > 0);
    },

    /** After `stop`: nothing can be added any more. */
    close: () => queue.close(),
  };
}

export type JobQueue = ReturnType<typeof createQueue>;

import { DelayedError, type Job, type JobsOptions } from 'bullmq';
import { createQueue, type QueueOptions } from '../queue';
import type { EventName } from '../store';
import { isRedisError } from '../store/redis-error';
import { NotTaken } from './merchant-calls';
import { EVENT_RETRIES, EVENTS_AT_ONCE, eventDelayMs } from './schedule';

/** Tells the merchant's function. */
export interface EventJob {
  outContractCode: string;
  event: EventName;
  /** When the event was first due, in ms. */
  since: number;
}

/** What a delivery may want instead of being done: to be called again later, without using up an attempt. */
export type EventOutcome = undefined | { againInMs: number };

/** An event that the merchant has not taken. */
export interface UndeliveredEvent {
  outContractCode: string;
  event: EventName;
  /** `dead` has used up its retries: it is tried once a day, and when somebody says so. */
  state: 'waiting' | 'dead';
  /** When it was first due; times are RFC 3339 UTC. */
  since: string;
  attempts: number;
  /** Why the last attempt failed. */
  lastError?: string;
  /** Absent when it is being delivered, or about to be, and when it is dead. */
  nextTryAt?: string;
}

/** Which event of which contract. */
export type EventId = Pick<EventJob, 'outContractCode' | 'event'>;

const DAY_MS = 24 * 3_600_000;
/** A report that comes again has a dead event tried once more, but a flood of reports not each time. */
const DEAD_AGAIN_MS = 3_600_000;
const PAGE = 100;
/** BullMQ keeps a delayed job's time, in ms, times this. */
const DELAYED_SCORE = 0x1000;

const eventNames: readonly EventName[] = ['signed', 'terminated'];

const delivery: JobsOptions = {
  attempts: 1 + EVENT_RETRIES,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  // Kept as dead: the merchant's function never took it.
  removeOnFail: false,
};

/** The event's identity for the merchant, and its job's for BullMQ. */
export const eventIdOf = ({ outContractCode, event }: EventId) => `${outContractCode}-${event}`;

/** The events that the merchant is to get, each a job until it was taken: one that fails too often is kept, as dead. */
export function createEventJobs(options: QueueOptions) {
  const { connection, log } = options;
  const jobs = createQueue('events', options);
  const { queue } = jobs;

  const score = async (set: 'failed' | 'delayed', id: string) => {
    const found = await connection.zscore(queue.toKey(set), id);
    return found === null ? undefined : Number(found);
  };

  /** @param fresh with all its attempts, or only one more */
  async function tryDead(id: string, { fresh }: { fresh: boolean }): Promise<Job<EventJob> | undefined> {
    const job = await queue.getJob(id);
    if (!job || !(await job.isFailed())) return;
    try {
      await job.retry('failed', { resetAttemptsMade: fresh });
      return job;
    } catch (error) {
      // Somebody else has just done it.
      if (isRedisError(error) || (await job.isFailed())) throw error;
    }
  }

  async function describe(job: Job<EventJob>, state: UndeliveredEvent['state']): Promise<UndeliveredEvent> {
    const { outContractCode, event, since } = job.data;
    const next = state === 'dead' ? undefined : await score('delayed', job.id!);
    return {
      outContractCode,
      event,
      state,
      since: new Date(since).toISOString(),
      attempts: job.attemptsMade,
      ...(job.failedReason && { lastError: job.failedReason }),
      ...(next && { nextTryAt: new Date(Math.floor(next / DELAYED_SCORE)).toISOString() }),
    };
  }

  function onFailed(job: Job<EventJob> | undefined, error: Error) {
    if (!job?.finishedOn) {
      if (!(error instanceof NotTaken)) jobs.logFailed(job, error);
      return;
    }
    const { outContractCode, event: name } = job.data;
    log.error(
      {
        event: 'merchant-event-dead',
        eventId: eventIdOf(job.data),
        outContractCode,
        name,
        attempts: job.attemptsMade,
        err: error,
        sendAgain: `npm run events -- --retry ${outContractCode}`,
      },
      'the merchant did not take an event: it is dead, and tried once a day. To send it again, mend the cause and run `sendAgain`',
    );
  }

  return {
    /** Adds an event that was not taken. One that is there already stays as it is; a dead one may be tried once more. */
    async addEvent(job: EventJob): Promise<void> {
      const jobId = eventIdOf(job);
      const adding = queue.add('deliver', job, { ...delivery, jobId });
      const [diedAt] = await Promise.all([score('failed', jobId), adding]);
      if (diedAt !== undefined && diedAt < Date.now() - DEAD_AGAIN_MS) await tryDead(jobId, { fresh: false });
    },

    /** Whether an event has used up its retries. */
    async isEventDead(event: EventId): Promise<boolean> {
      return (await queue.getJobState(eventIdOf(event))) === 'failed';
    },

    /** Tries each dead event once that was not tried for a day; one that fails stays dead. */
    async tryDeadEvents(): Promise<void> {
      await queue.retryJobs({ state: 'failed', timestamp: Date.now() - DAY_MS });
    },

    /**
     * Sends dead events again, with as many attempts as new ones.
     * @param outContractCodes whose events; all when absent
     * @returns those that were dead
     */
    async retryEvents(outContractCodes?: string[]): Promise<EventId[]> {
      const ids =
        outContractCodes?.flatMap((outContractCode) =>
          eventNames.map((event) => eventIdOf({ outContractCode, event })),
        ) ?? (await connection.zrangebyscore(queue.toKey('failed'), '-inf', '+inf'));
      const retried: EventId[] = [];
      for (const id of ids) {
        const job = await tryDead(id, { fresh: true });
        if (job) retried.push({ outContractCode: job.data.outContractCode, event: job.data.event });
      }
      return retried;
    },

    /** Has a waiting or dead event looked at now: the merchant took it after its attempt had failed. */
    async hastenEvent(event: EventId): Promise<void> {
      const id = eventIdOf(event);
      if (await tryDead(id, { fresh: false })) return;
      const job = await queue.getJob(id);
      if (await job?.isDelayed()) await job?.promote();
    },

    /** All events that were not taken, the dead first. */
    async *undeliveredEvents(): AsyncGenerator<UndeliveredEvent> {
      const seen = new Set<string>();
      for (const state of ['failed', 'delayed', 'waiting', 'active'] as const) {
        for (let start = 0; ; start += PAGE) {
          const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
          for (const job of jobs) {
            // One that has moved on meanwhile is met again.
            if (!job?.id || seen.has(job.id)) continue;
            seen.add(job.id);
            yield await describe(job, state === 'failed' ? 'dead' : 'waiting');
          }
          if (jobs.length < PAGE) break;
        }
      }
    },

    /** How many events wait, and how many are dead. */
    async counts(): Promise<Record<'eventsWaiting' | 'eventsDead', number>> {
      const {
        waiting = 0,
        delayed = 0,
        failed = 0,
      } = await queue.getJobCounts('waiting', 'delayed', 'failed');
      return { eventsWaiting: waiting + delayed, eventsDead: failed };
    },

    /** Begins to tell. */
    async start(deliver: (job: EventJob, attempt: number) => Promise<EventOutcome>): Promise<void> {
      jobs.work({
        async run(job: Job<EventJob>, token) {
          const outcome = await deliver(job.data, job.attemptsMade + 1);
          if (outcome === undefined) return;
          await job.moveToDelayed(Date.now() + outcome.againInMs, token);
          throw new DelayedError();
        },
        // Far more than may be called at once: those whose calls hang keep their locks, and hold up no other.
        concurrency: EVENTS_AT_ONCE,
        retryDelayMs: eventDelayMs,
        onFailed,
      });
    },

    /** Lets running deliveries end, and begins no more. */
    async close(): Promise<void> {
      await jobs.stop();
      await jobs.close();
    },
  };
}

export type EventJobs = ReturnType<typeof createEventJobs>;

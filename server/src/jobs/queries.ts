import { setTimeout as delay } from 'node:timers/promises';
import { ErrorCode, Job, type JobsOptions } from 'bullmq';
import { createQueue } from '../queue';
import { createDailyChecks, type DailyCheckOptions } from './daily-checks';
import { type CloseJob, changeDelay, idOf, type QueryJob, setData } from './query-job';
import { type Outcome, type QueryHandlers, workOnQueries } from './query-worker';
import { nextQueryAt, QUERY_AFTER_SECONDS } from './schedule';

export interface QueryJobHandlers extends QueryHandlers {
  checkAgain(): Promise<Outcome>;
}

/** Between the looks at a query that runs and has not moved itself on yet, in ms. */
const RUNNING_LOOKED_AT_AGAIN_MS = [10, 40, 150, 300, 500];

/** A job that was neither done nor is worth keeping leaves nothing behind. */
const work: JobsOptions = {
  attempts: 1000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
};

const firstStepMs = ({ why }: QueryJob) => QUERY_AFTER_SECONDS[why][0]! * 1000;

/**
 * The queries of WeChat Pay: those of signings in one queue, the daily checks of contracts in force in another,
 * so that they keep nobody waiting. Jobs are never cancelled; each finds out itself whether it is still wanted.
 */
export function createQueryJobs(options: DailyCheckOptions) {
  const jobs = createQueue('queries', options);
  const checks = createDailyChecks(options);
  const { queue } = jobs;

  const add = (job: QueryJob, delayMs: number) =>
    queue.add('confirm', job, {
      ...work,
      jobId: idOf('confirm', job.outContractCode),
      delay: Math.max(0, delayMs),
    });

  async function addClose(job: CloseJob, delayMs: number): Promise<void> {
    await queue.add('close', job, {
      ...work,
      jobId: idOf('close', job.outContractCode),
      delay: Math.max(0, delayMs),
    });
  }

  async function startQueries(job: QueryJob, firstInMs = firstStepMs(job)): Promise<void> {
    const known = new Job<QueryJob>(queue, 'confirm', job, {}, idOf('confirm', job.outContractCode));
    for (const againInMs of RUNNING_LOOKED_AT_AGAIN_MS) {
      // Moves the one that is there, and adds it if there is none: all three are sent at once.
      const moving = [changeDelay(known, firstInMs), setData(known, job), add(job, firstInMs)] as const;
      const [moved] = await Promise.all(moving);
      if (moved === 0 || moved === ErrorCode.JobNotExist) return;
      // One that waits for its turn is sent with what it is about now.
      if ((await known.getState()) === 'waiting') return;
      // One that runs may have read the facts already: it moves itself on, or ends, in a moment.
      await delay(againInMs);
    }
  }

  return {
    /** The last query. Adding it again changes nothing. */
    addClose,

    /** The last query is due now: storage has lost the signing, and not always its job. */
    async closeNow(job: CloseJob): Promise<void> {
      const known = await Job.fromId(queue, idOf('close', job.outContractCode));
      if (!known || (await changeDelay(known, 0)) === ErrorCode.JobNotExist) await addClose(job, 0);
    },

    /**
     * Starts the queries over: whatever was still to be sent gives way.
     * @param firstInMs when the first is due; the usual first step if absent
     */
    startQueries,

    /**
     * Starts them over unless one is due within this time anyway. That one then speaks for a later return, too.
     * @param withinMs how long that may be
     */
    async startQueriesUnlessDue(job: QueryJob, withinMs: number): Promise<void> {
      // Adding changes nothing of one that is there.
      const reading = Job.fromId<QueryJob>(queue, idOf('confirm', job.outContractCode));
      const [known] = await Promise.all([reading, add(job, firstStepMs(job))]);
      if (!known) return;
      const due = nextQueryAt(known.data, Date.now());
      if (!due || due > Date.now() + withinMs) await startQueries(job);
      else if (job.why === 'return') await setData(known, job);
    },

    /** The next query is due now; if none is left, those of this job are. */
    async querySoon(job: QueryJob): Promise<void> {
      const known = await Job.fromId<QueryJob>(queue, idOf('confirm', job.outContractCode));
      const goesOn = known && nextQueryAt(known.data, Date.now()) !== undefined;
      if (!goesOn || (await changeDelay(known, 0)) !== 0) await startQueries(job, 0);
    },

    /** Whether users' queries wait for their turn. */
    usersWait: async (): Promise<boolean> => (await queue.getWaitingCount()) > 0,

    /** Starts them if there are none. */
    async ensureQueries(job: QueryJob): Promise<void> {
      await add(job, firstStepMs(job));
    },

    /** How many queries wait. */
    async counts(): Promise<{ queriesWaiting: number }> {
      const counts = await queue.getJobCounts('waiting', 'delayed');
      return { queriesWaiting: (counts.waiting ?? 0) + (counts.delayed ?? 0) };
    },

    /** Begins to work. */
    async start(handlers: QueryJobHandlers): Promise<void> {
      // A server that starts may have been given what was wrong.
      await queue.removeRateLimitKey();
      await queue.removeJobScheduler('recheck');
      workOnQueries(jobs, handlers, options.log);
      await checks.start(handlers.checkAgain);
    },

    /** Lets running queries end, and takes no more. */
    async close(): Promise<void> {
      await Promise.all([jobs.stop(), checks.stop()]);
      await Promise.all([jobs.close(), checks.close()]);
    },
  };
}

import { createQueue, type QueueOptions } from '../queue';
import type { Outcome } from './query-worker';
import { CHECK_AGAIN_EVERY_MS, workRetryDelayMs } from './schedule';

const PAUSE_AT_LEAST_MS = 600_000;

/** FLUSHALL, or a Redis that came back empty, takes the scheduler with it. */
const SCHEDULER_LOOKED_AFTER_EVERY_MS = 60_000;

export interface DailyCheckOptions extends QueueOptions {
  /** For tests. */
  schedulerLookedAfterEveryMs?: number;
}

/** The daily checks of contracts in force: a queue of their own, so that they keep no user's query waiting. */
export function createDailyChecks(options: DailyCheckOptions) {
  const { schedulerLookedAfterEveryMs = SCHEDULER_LOOKED_AFTER_EVERY_MS } = options;
  const jobs = createQueue('rechecks', options);
  let schedulerTimer: NodeJS.Timeout | undefined;

  async function schedule(): Promise<void> {
    // Over all servers.
    await jobs.queue.setGlobalConcurrency(1);
    await jobs.queue.upsertJobScheduler(
      'recheck',
      { every: CHECK_AGAIN_EVERY_MS },
      { name: 'recheck', opts: { removeOnComplete: true, removeOnFail: true } },
    );
  }

  return {
    /** @param checkAgain goes through all contracts that are due */
    async start(checkAgain: () => Promise<Outcome>): Promise<void> {
      await schedule();
      jobs.work({
        async run(_job, _token, worker) {
          const outcome = await checkAgain();
          if (outcome === undefined || 'againInMs' in outcome) return;
          const wantedMs = 'pauseAllMs' in outcome ? outcome.pauseAllMs : 0;
          await worker.rateLimit(Math.max(wantedMs, PAUSE_AT_LEAST_MS));
        },
        concurrency: 1,
        retryDelayMs: workRetryDelayMs,
        canPause: true,
      });
      schedulerTimer = setInterval(() => schedule().catch(jobs.onError), schedulerLookedAfterEveryMs).unref();
    },

    async stop(): Promise<void> {
      clearInterval(schedulerTimer);
      await jobs.stop();
    },

    close: jobs.close,
  };
}

import { createEventJobs, type EventJob, type EventOutcome } from '../events/event-jobs';
import type { DailyCheckOptions } from './daily-checks';
import { createQueryJobs, type QueryJobHandlers } from './queries';

export type { EventJob, EventOutcome } from '../events/event-jobs';
export type { CloseJob, QueryJob } from './query-job';
export type { Outcome } from './query-worker';

export interface Handlers extends QueryJobHandlers {
  deliver(job: EventJob, attempt: number): Promise<EventOutcome>;
}

/** The delayed and retried work. A pause of queries holds up no event. */
export function createJobs(options: DailyCheckOptions) {
  const queries = createQueryJobs(options);
  const events = createEventJobs(options);
  return {
    ...queries,
    ...events,

    /** How many jobs wait, and how many events are dead. */
    async counts(): Promise<Record<string, number>> {
      const [ofQueries, ofEvents] = await Promise.all([queries.counts(), events.counts()]);
      return { ...ofQueries, ...ofEvents };
    },

    /** Begins to work. */
    async start(handlers: Handlers): Promise<void> {
      await queries.start(handlers);
      await events.start(handlers.deliver);
    },

    /** Lets running jobs end, and takes no more. */
    async close(): Promise<void> {
      await Promise.all([queries.close(), events.close()]);
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;

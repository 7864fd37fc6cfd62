import { createQueryJobs, type QueryJobHandlers } from '../src/jobs/queries';
import type { QueryJob } from '../src/jobs/query-job';
import { useQueues } from './queues';

export const queryJob = (changes: Partial<QueryJob> = {}): QueryJob => ({
  outContractCode: 'c1',
  why: 'return',
  seq: 1,
  since: Date.now(),
  ...changes,
});

/** The queries of several servers, on queues of their own. */
export function useQueryJobs() {
  const queues = useQueues();
  return {
    ...queues,

    /** One server's queries. Without handlers it only adds. */
    async openQueries(handlers?: Partial<QueryJobHandlers>) {
      const jobs = queues.closing(createQueryJobs({ ...queues.options(), schedulerLookedAfterEveryMs: 200 }));
      const nothing = async () => undefined;
      if (handlers) await jobs.start({ query: nothing, close: nothing, checkAgain: nothing, ...handlers });
      return jobs;
    },

    /** The one job of queries about `c1`: in how many ms it is due, and what it is about. */
    async dueIn() {
      const [job, ...others] = await queues.look('queries').getJobs(['waiting', 'delayed', 'active']);
      expect(others).toEqual([]);
      const score = await queues.redis.client.zscore(`${queues.prefix()}:queries:delayed`, 'c1-confirm');
      return { ms: score === null ? 0 : Number(score) / 0x1000 - Date.now(), data: job!.data as QueryJob };
    },
  };
}

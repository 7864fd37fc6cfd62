import { queryJob, useQueryJobs } from '../../test/query-jobs';
import { waitFor } from '../../test/wait';

const { redis, prefix, look, openQueries, dueIn } = useQueryJobs();

it('is queried again for a return during a query that hangs, within 3 s', async () => {
  const asked: { seq: number; at: number }[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const jobs = await openQueries({
    async query(job, moveOn) {
      await moveOn(job.since + 3_600_000);
      asked.push({ seq: job.seq, at: Date.now() });
      if (asked.length === 1) await held;
      return undefined;
    },
  });
  await jobs.startQueries(queryJob(), 0);
  await waitFor('the query', () => asked.length === 1);
  const returnedAt = Date.now();
  await jobs.startQueries(queryJob({ seq: 2 }));
  await waitFor('the second query', () => asked.length === 2);
  expect(asked[1]).toMatchObject({ seq: 2 });
  expect(asked[1]!.at - returnedAt).toBeLessThan(3_000);
  release();
});

it.each([
  ['moves on to a far later time', 3_600_000],
  ['ends', undefined],
])('is asked again for a return that comes just before the query that runs %s', async (_, laterMs) => {
  const asked: number[] = [];
  const jobs = await openQueries({
    async query(job, moveOn) {
      asked.push(job.seq);
      if (asked.length > 1) return undefined;
      // It has read the facts, and then Redis is slow.
      await waitFor('the return', async () => (await dueIn()).data.seq === 2);
      if (laterMs !== undefined) await moveOn(Date.now() + laterMs);
      return undefined;
    },
  });
  await jobs.startQueries(queryJob(), 0);
  await waitFor('the query', () => asked.length === 1);
  const returnedAt = Date.now();
  await jobs.startQueries(queryJob({ seq: 2 }));
  await waitFor('the second query', () => asked.length === 2);
  expect(asked).toEqual([1, 2]);
  expect(Date.now() - returnedAt).toBeLessThan(3_500);
});

it('brings the scheduler of the daily check back, and that only one server makes it', async () => {
  let rechecks = 0;
  await openQueries({ checkAgain: async () => void rechecks++ });
  await waitFor('the first', () => rechecks === 1);
  const names = await redis.client.keys(`${prefix()}*`);
  await redis.client.del(...names);
  await waitFor('the second', () => rechecks === 2);
  expect(await look('rechecks').getGlobalConcurrency()).toBe(1);
});

import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pino from 'pino';
import { useRedis } from '../../test/redis';
import { waitFor } from '../../test/wait';
import { createQueryJobs, type QueryJobHandlers } from './queries';
import type { QueryJob } from './query-job';

const redis = useRedis();
const closings: (() => Promise<unknown>)[] = [];
let queueNumber = 0;

beforeEach(() => {
  queueNumber += 1;
});
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const prefix = () => `{${redis.prefix}q${queueNumber}}`;
const newConnection = () => {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  closings.push(async () => connection.disconnect());
  return connection;
};

/** One server's queries. Without handlers it only adds. */
async function openQueries(handlers?: Partial<QueryJobHandlers>) {
  const jobs = createQueryJobs({
    connection: newConnection(),
    workerConnection: newConnection,
    prefix: prefix(),
    log: pino({ level: 'silent' }),
    schedulerLookedAfterEveryMs: 200,
  });
  closings.push(() => jobs.close());
  const nothing = async () => undefined;
  if (handlers) await jobs.start({ query: nothing, close: nothing, checkAgain: nothing, ...handlers });
  return jobs;
}

/** A queue as BullMQ shows it. */
function look(name: 'queries' | 'rechecks'): Queue {
  const queue = new Queue(name, { connection: newConnection(), prefix: prefix() });
  closings.push(() => queue.close());
  return queue;
}

const queryJob = (changes: Partial<QueryJob> = {}): QueryJob => ({
  outContractCode: 'c1',
  why: 'return',
  seq: 1,
  since: Date.now(),
  ...changes,
});

/** The one job of queries about `c1`: in how many ms it is due, and what it is about. */
async function dueIn() {
  const [job, ...others] = await look('queries').getJobs(['waiting', 'delayed', 'active']);
  expect(others).toEqual([]);
  const score = await redis.client.zscore(`${prefix()}:queries:delayed`, 'c1-confirm');
  return { ms: score === null ? 0 : Number(score) / 0x1000 - Date.now(), data: job!.data as QueryJob };
}
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

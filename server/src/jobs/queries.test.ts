import { queryJob, useQueryJobs } from '../../test/query-jobs';
import { waitFor } from '../../test/wait';
import type { QueryJob } from './query-job';
import { nextQueryAt } from './schedule';

const { redis, prefix, look, openQueries, dueIn } = useQueryJobs();

const near = (ms: number) => ({ from: ms - 900, to: ms + 50 });
async function expectDue(ms: number, data: Partial<QueryJob>) {
  const due = await dueIn();
  expect(due.ms).toBeGreaterThan(near(ms).from);
  expect(due.ms).toBeLessThan(near(ms).to);
  expect(due.data).toMatchObject(data);
}

it.each([
  ['return', [2, 5, 15, 60, 300, 900, 3600]],
  ['launch', [300, 900, 3600]],
  ['notification', [0, 60, 900]],
  ['terminate', [5, 65, 300, 900, 3600]],
] as const)('asks after a %s again and again, each time later', (why, seconds) => {
  const asked: number[] = [];
  for (let at: number | undefined = nextQueryAt({ why, since: 0 }, -1000); at !== undefined; ) {
    asked.push(at / 1000);
    at = nextQueryAt({ why, since: 0 }, at);
  }
  expect(asked).toEqual(seconds);
});

it('makes a later return due at once, whatever was still to be queried: 5,000 of them are one job', async () => {
  const jobs = await openQueries();
  await jobs.startQueries(queryJob({ since: Date.now() - 60_000 }), 300_000);
  for (let seq = 2; seq <= 50; seq++) await jobs.startQueries(queryJob({ seq }));
  await expectDue(2_000, { seq: 50 });
  const names = await redis.client.keys(`${prefix()}*c1*`);
  expect(names).toHaveLength(1);
});

it('leaves a query alone that is due soon, but names the later return to it', async () => {
  const jobs = await openQueries();
  await jobs.startQueries(queryJob());
  await jobs.startQueriesUnlessDue(queryJob({ seq: 2 }), 5_000);
  await expectDue(2_000, { seq: 2 });
  await jobs.startQueries(queryJob({ since: Date.now() - 20_000 }), 40_000);
  await jobs.startQueriesUnlessDue(queryJob({ seq: 3 }), 5_000);
  await expectDue(2_000, { seq: 3 });
  await jobs.startQueriesUnlessDue(queryJob({ why: 'launch', seq: 3 }), 300_000);
  await expectDue(2_000, { why: 'return', seq: 3 });
});

it('queries soon without forgetting what was still to be queried', async () => {
  const jobs = await openQueries();
  const since = Date.now() - 6_000;
  await jobs.startQueries(queryJob({ since }), 9_000);
  await jobs.querySoon(queryJob({ why: 'notification' }));
  await expectDue(0, { why: 'return', since });
});

it('starts none where there is one, and one where there is none', async () => {
  const jobs = await openQueries();
  await jobs.ensureQueries(queryJob({ seq: 1 }));
  await jobs.ensureQueries(queryJob({ seq: 2 }));
  await expectDue(2_000, { seq: 1 });
});

it('queries once for a return that is to be queried for at once', async () => {
  const asked: string[] = [];
  const jobs = await openQueries({
    async query({ outContractCode, since }, moveOn) {
      asked.push(outContractCode);
      await moveOn(since + 3_600_000);
      return undefined;
    },
  });
  const codes = Array.from({ length: 50 }, (_, i) => `at-once-${i}`);
  for (const outContractCode of codes) await jobs.startQueries(queryJob({ outContractCode }), 0);
  const queries = look('queries');
  await waitFor('all to wait for their next step', async () => {
    const due = await redis.client.zcount(
      `${prefix()}:queries:delayed`,
      '-inf',
      (Date.now() + 60_000) * 0x1000,
    );
    return due === 0 && (await queries.getDelayedCount()) === codes.length;
  });
  expect(asked.sort()).toEqual(codes.sort());
});

it('goes on after a query that failed for a reason of our own', async () => {
  let asked = 0;
  const jobs = await openQueries({
    async query(_job, moveOn) {
      asked += 1;
      await moveOn(Date.now() + 100);
      if (asked === 1) throw new Error('Redis is away');
      return undefined;
    },
  });
  await jobs.startQueries(queryJob(), 0);
  await waitFor('the next query', () => asked > 1);
});

it('pauses once, however many were under way, while WeChat Pay lets no query in; a server that starts tries at once', async () => {
  const tried: string[] = [];
  const jobs = await openQueries({
    async close({ outContractCode }) {
      tried.push(outContractCode);
      return { pauseAll: 'refused' };
    },
  });
  const close = { serviceId: 1, subMchid: '1', expiresAt: 0 };
  const queries = look('queries');
  for (let i = 0; i < 3; i++) await jobs.addClose({ ...close, outContractCode: `c${i}` }, 0);
  await waitFor('the pause', async () => (await queries.getRateLimitTtl()) > 10_000);
  expect(await queries.getRateLimitTtl()).toBeLessThanOrEqual(30_000);
  await jobs.addClose({ ...close, outContractCode: 'c9' }, 0);
  expect(tried).not.toContain('c9');

  const lets: string[] = [];
  await openQueries({ close: async ({ outContractCode }) => void lets.push(outContractCode) });
  await waitFor('the one that waited', () => lets.includes('c9'));
});

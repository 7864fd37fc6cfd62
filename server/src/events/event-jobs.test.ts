import { useQueues } from '../../test/queues';
import { waitFor } from '../../test/wait';
import { createLogger } from '../logging';
import { createEventJobs, type EventJob, type EventJobs, type UndeliveredEvent } from './event-jobs';

const { redis, prefix, options, closing, look } = useQueues();
const logged: Record<string, unknown>[] = [];
beforeEach(() => void logged.splice(0));

const DAY_MS = 24 * 3_600_000;
const signed: EventJob = {
  outContractCode: 'c1',
  event: 'signed',
  since: Date.parse('2026-11-23T08:00:00Z'),
};
const id = 'c1-signed';

/** A merchant that may be down, and the events as BullMQ shows them. */
async function open() {
  const log = createLogger('info', { write: (line) => void logged.push(JSON.parse(line)) });
  const jobs: EventJobs = closing(createEventJobs({ ...options(), log }));
  const queue = look('events');
  const merchant = { isDown: true, attempts: [] as number[] };
  await jobs.start(async (_job, attempt) => {
    merchant.attempts.push(attempt);
    if (merchant.isDown) throw new Error('database is down');
    return undefined;
  });
  const isNow = (state: string) =>
    waitFor(`the event to be ${state}`, async () => (await queue.getJobState(id)) === state);
  return {
    jobs,
    queue,
    merchant,
    isNow,
    /** Adds an event and lets it fail until it is dead. */
    async dead() {
      await jobs.addEvent(signed);
      await waitFor('the event to be dead', async () => {
        const job = await queue.getJob(id);
        // It may have begun by itself meanwhile.
        if (await job?.isDelayed()) await job?.promote().catch(() => {});
        return job?.isFailed();
      });
    },
    /** As if its last attempt had been so long ago. */
    diedBefore: (ms: number) => redis.client.zadd(`${prefix()}:events:failed`, Date.now() - ms, id),
    async untold() {
      const events: UndeliveredEvent[] = [];
      for await (const event of jobs.undeliveredEvents()) events.push(event);
      return events;
    },
  };
}

const deaths = () => logged.filter(({ event }) => event === 'merchant-event-dead');

it('says at level error that an event is dead, and what sends it again', async () => {
  const { dead } = await open();
  await dead();
  await waitFor('the line', () => deaths().length > 0);
  expect(deaths()).toMatchObject([
    {
      level: 'error',
      outContractCode: 'c1',
      eventId: id,
      attempts: 13,
      sendAgain: 'npm run events -- --retry c1',
      err: { message: 'database is down' },
    },
  ]);
});

it('sends a dead event again with 13 attempts', async () => {
  const { jobs, merchant, dead, isNow } = await open();
  await dead();
  expect(await jobs.retryEvents(['other', 'c1'])).toEqual([{ outContractCode: 'c1', event: 'signed' }]);
  await waitFor('the attempt', () => merchant.attempts.length >= 14);
  expect(merchant.attempts[13]).toBe(1);
  await isNow('delayed');
  expect(await jobs.retryEvents(['c1'])).toEqual([]);
});

it('sends all dead events again, and tells those that are taken no more', async () => {
  const { jobs, merchant, dead, isNow, untold } = await open();
  await dead();
  merchant.isDown = false;
  expect(await jobs.retryEvents()).toEqual([{ outContractCode: 'c1', event: 'signed' }]);
  await isNow('unknown');
  expect(await untold()).toEqual([]);
  expect(await jobs.retryEvents()).toEqual([]);
});

it('tries a dead event once a day: it stays dead, or is taken', async () => {
  const { jobs, merchant, dead, diedBefore, isNow } = await open();
  await dead();
  await diedBefore(DAY_MS - 60_000);
  await jobs.tryDeadEvents();
  expect(await jobs.isEventDead(signed)).toBe(true);

  await diedBefore(DAY_MS);
  await jobs.tryDeadEvents();
  await waitFor('one attempt', () => merchant.attempts.length === 14);
  await isNow('failed');
  await waitFor('that to be said again', () => deaths().length === 2);
  await jobs.tryDeadEvents();
  expect(await jobs.isEventDead(signed)).toBe(true);

  merchant.isDown = false;
  await diedBefore(DAY_MS);
  await jobs.tryDeadEvents();
  await isNow('unknown');
  expect(merchant.attempts).toHaveLength(15);
});

it('tries a dead event once more when its report comes again, but not for each of a flood', async () => {
  const { jobs, merchant, dead, diedBefore, isNow } = await open();
  await dead();
  await jobs.addEvent(signed);
  expect(await jobs.isEventDead(signed)).toBe(true);
  await diedBefore(3_600_001);
  await jobs.addEvent(signed);
  await waitFor('one attempt', () => merchant.attempts.length === 14);
  await isNow('failed');
  for (let i = 0; i < 5; i++) await jobs.addEvent(signed);
  expect(await jobs.isEventDead(signed)).toBe(true);
  expect(merchant.attempts).toHaveLength(14);
});

it('lists what was not taken: why, how often it was tried, and when it will be', async () => {
  const { jobs, queue, merchant, dead, untold, isNow } = await open();
  await jobs.addEvent(signed);
  await isNow('delayed');
  const [waiting, ...others] = await untold();
  expect(others).toEqual([]);
  expect(waiting).toMatchObject({
    outContractCode: 'c1',
    event: 'signed',
    state: 'waiting',
    since: '2026-11-23T08:00:00.000Z',
    attempts: expect.any(Number),
    lastError: 'database is down',
  });
  const inMs = Date.parse(waiting!.nextTryAt!) - Date.now();
  expect(inMs).toBeGreaterThan(-5_000);
  expect(inMs).toBeLessThanOrEqual(10_000);

  await queue.remove(id);
  merchant.attempts.splice(0);
  await dead();
  expect(await untold()).toEqual([{ ...waiting, state: 'dead', attempts: 13, nextTryAt: undefined }]);
});

it('looks at once at one that was taken after its attempt had failed', async () => {
  const { jobs, merchant, dead, isNow } = await open();
  await jobs.addEvent(signed);
  await isNow('delayed');
  await jobs.hastenEvent(signed);
  await waitFor('the second attempt', () => merchant.attempts.length >= 2);
  await isNow('delayed');
  merchant.isDown = false;
  await jobs.hastenEvent(signed);
  await isNow('unknown');

  Object.assign(merchant, { isDown: true, attempts: [] });
  await dead();
  merchant.isDown = false;
  await jobs.hastenEvent(signed);
  await isNow('unknown');
});

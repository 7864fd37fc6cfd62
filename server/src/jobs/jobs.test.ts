import { type Job, type Queue, Worker } from 'bullmq';
import { useQueues } from '../../test/queues';
import { waitFor } from '../../test/wait';
import { EVENT_RETRIES } from '../events/schedule';
import { createJobs, type EventJob, type Handlers, type Jobs } from '.';
import { CHECK_AGAIN_EVERY_MS } from './schedule';

const { redis, prefix, newConnection, options, closing, look } = useQueues();

/** One server's jobs. Without handlers it only adds. */
async function openJobs(handlers?: Partial<Handlers>): Promise<Jobs> {
  const jobs = closing(createJobs(options()));
  const nothing = async () => undefined;
  const all = { query: nothing, close: nothing, checkAgain: nothing, deliver: nothing, ...handlers };
  if (handlers) await jobs.start(all);
  return jobs;
}

const signed: EventJob = { outContractCode: 'c1', event: 'signed', since: 0 };
const close = { outContractCode: 'c1', serviceId: 12535, subMchid: '1900000109', expiresAt: 0 };
const confirm = { outContractCode: 'c1', why: 'return', seq: 3, since: 0 } as const;

const stored = async (queue: Queue, id: string, state = 'delayed'): Promise<Job> =>
  waitFor(`${id} to be ${state}`, async () => {
    if ((await queue.getJobState(id)) !== state) return;
    return (await queue.getJob(id)) ?? undefined;
  });

describe('adding', () => {
  it('adds what is there already not again, and leaves its time alone', async () => {
    const jobs = await openJobs();
    await jobs.addClose(close, 60_000);
    await jobs.addClose(close, 5_000);
    const [only, ...others] = await look('queries').getDelayed();
    expect(only).toMatchObject({ id: 'c1-close', delay: 60_000, data: close });
    expect(others).toEqual([]);
    await jobs.addEvent(signed);
    await jobs.addEvent(signed);
    expect(await jobs.counts()).toEqual({ queriesWaiting: 1, eventsWaiting: 1, eventsDead: 0 });
  });
});

it('keeps little of what BullMQ writes down about each job', async () => {
  const jobs = await openJobs();
  const codes = Array.from({ length: 400 }, (_, i) => `kept${i}`);
  for (const outContractCode of codes) await jobs.addClose({ ...close, outContractCode }, 60_000);
  // Redis cuts whole blocks of a hundred.
  expect(await redis.client.xlen(`${prefix()}:queries:events`)).toBeLessThanOrEqual(200);
});

describe('working', () => {
  it('calls the handler of each kind with what was added', async () => {
    const calls: unknown[] = [];
    const jobs = await openJobs({
      query: async (job) => void calls.push(['confirm', job]),
      close: async (job) => void calls.push(['close', job]),
      deliver: async (job, attempt) => void calls.push(['deliver', job, attempt]),
    });
    await jobs.startQueries({ ...confirm, why: 'notification' });
    await jobs.addClose(close, 0);
    await jobs.addEvent(signed);
    await waitFor('all three', () => calls.length === 3);
    expect(calls).toEqual(
      expect.arrayContaining([
        ['confirm', { ...confirm, why: 'notification' }],
        ['close', close],
        ['deliver', signed, 1],
      ]),
    );
  });

  it('leaves nothing of a job that is done, so that it can be added again', async () => {
    let calls = 0;
    const jobs = await openJobs({ deliver: async () => void calls++ });
    for (const times of [1, 2]) {
      await jobs.addEvent(signed);
      await waitFor('the event', () => calls === times);
      await waitFor('nothing left', async () => (await redis.client.keys(`${prefix()}*c1*`)).length === 0);
    }
  });

  it('calls a handler that wants so again later, without using up an attempt', async () => {
    const attempts: number[] = [];
    const jobs = await openJobs({
      async deliver(_job, attempt) {
        attempts.push(attempt);
        return attempts.length < 3 ? { againInMs: attempts.length * 30 } : undefined;
      },
    });
    await jobs.addEvent(signed);
    await waitFor('three calls', () => attempts.length === 3);
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('does again what failed for a reason of our own', async () => {
    let calls = 0;
    const jobs = await openJobs({
      async close() {
        calls++;
        throw new Error('Redis is away');
      },
    });
    const queries = look('queries');
    await jobs.addClose(close, 0);
    const delay = async () => (await stored(queries, 'c1-close')).delay;
    // Of a second, cut by up to a half at random; then of two.
    const first = await delay();
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    await (await stored(queries, 'c1-close')).promote();
    await waitFor('the second call', () => calls === 2);
    await waitFor('a longer wait', async () => (await delay()) >= 1000 && (await delay()) !== first);
    expect(await delay()).toBeLessThanOrEqual(2000);
  });
});

describe('a pause of all queries', () => {
  it('holds up those of every server, and no event; then all goes on', async () => {
    const asked: { code: string; at: number }[] = [];
    const told: string[] = [];
    let pausedAt = 0;
    const handlers: Partial<Handlers> = {
      async close({ outContractCode: code }) {
        if (pausedAt === 0) {
          pausedAt = Date.now();
          // Longer than the embedded Redis takes for thirty jobs.
          return { pauseAllMs: 8000 };
        }
        asked.push({ code, at: Date.now() });
        return undefined;
      },
      deliver: async ({ outContractCode }) => void told.push(outContractCode),
    };
    const jobs = await openJobs(handlers);
    await openJobs(handlers);
    await openJobs(handlers);
    await jobs.addClose(close, 0);
    await waitFor('the pause', async () => (await look('queries').getRateLimitTtl()) > 0);

    const others = Array.from({ length: 30 }, (_, i) => `other${i}`);
    for (const code of others) await jobs.addClose({ ...close, outContractCode: code }, 0);
    await jobs.addEvent(signed);
    await waitFor('the event', () => told.length === 1);

    await waitFor('all queries', () => asked.length === 31);
    expect(asked.map(({ code }) => code).sort()).toEqual(['c1', ...others].sort());
    for (const { at } of asked) expect(at - pausedAt).toBeGreaterThanOrEqual(7900);
  });
});

describe('an event that the merchant does not take', () => {
  it('is tried 12 times again, from 1 s to 6 h apart, then kept as dead', async () => {
    const attempts: number[] = [];
    const jobs = await openJobs({
      async deliver(_job, attempt) {
        attempts.push(attempt);
        throw new Error('database is down');
      },
    });
    const events = look('events');
    await jobs.addEvent(signed);
    const delays: number[] = [];
    while (delays.length < EVENT_RETRIES) {
      await waitFor('the attempt', () => attempts.length === delays.length + 1);
      const job = await stored(events, 'c1-signed');
      delays.push(job.delay / 1000);
      expect(await jobs.isEventDead(signed)).toBe(false);
      await job.promote();
    }
    expect(delays).toEqual([1, 3, 10, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600]);

    expect((await stored(events, 'c1-signed', 'failed')).failedReason).toBe('database is down');
    expect(attempts).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    expect(await jobs.isEventDead(signed)).toBe(true);
    expect(await jobs.counts()).toMatchObject({ eventsWaiting: 0, eventsDead: 1 });
    await jobs.addEvent(signed);
    expect(await jobs.isEventDead(signed)).toBe(true);
  });

  it('does not hold up another', async () => {
    const told: string[] = [];
    const jobs = await openJobs({
      async deliver({ outContractCode }) {
        if (outContractCode === 'c1') throw new Error('not this one');
        told.push(outContractCode);
      },
    });
    await jobs.addEvent(signed);
    await jobs.addEvent({ ...signed, outContractCode: 'c2' });
    await waitFor('the other', () => told.includes('c2'));
    expect(await jobs.isEventDead(signed)).toBe(false);
  });
});

it('takes up a job whose process was killed, 20 times over', async () => {
  const adder = await openJobs();
  await adder.addEvent(signed);
  const events = (name: string) => `${prefix()}:events:${name}`;
  const takeAndDie = async (times: number, stalledInterval: number, isEnough: () => Promise<boolean>) => {
    const killed = new Worker('events', null, {
      connection: newConnection(),
      prefix: prefix(),
      autorun: false,
      lockDuration: 20,
      stalledInterval,
      maxStalledCount: 100,
    });
    await killed.startStalledCheckTimer();
    for (let time = 1; time <= times; time++) {
      await waitFor('the job', () => killed.getNextJob('token', { block: false }));
    }
    await waitFor('its end', isEnough);
    await killed.close(true);
  };
  await takeAndDie(19, 20, async () => true);
  // The last leaves it where the next check, that of the server, finds it.
  const isSeen = async () => (await redis.client.sismember(events('stalled'), 'c1-signed')) === 1;
  await takeAndDie(1, 500, isSeen);
  await waitFor('the next check to be due', async () => {
    return (await redis.client.exists(events('c1-signed:lock'), events('stalled-check'))) === 0;
  });

  const attempts: number[] = [];
  await openJobs({ deliver: async (_job, attempt) => void attempts.push(attempt) });
  await waitFor('the event', () => attempts.length === 1);
  expect(attempts).toEqual([1]);
});

it('looks for contracts to check again every 10 min, however many servers there are', async () => {
  let rechecks = 0;
  const handlers = { checkAgain: async () => void rechecks++ };
  for (let server = 1; server <= 3; server++) await openJobs(handlers);
  const queue = look('rechecks');
  const [next, ...others] = await waitFor('the next one', async () => {
    const delayed = await queue.getDelayed();
    return rechecks > 0 && delayed.length > 0 && delayed;
  });
  expect(others).toEqual([]);
  expect(next!.name).toBe('recheck');
  expect(next!.timestamp + next!.delay - Date.now()).toBeLessThanOrEqual(CHECK_AGAIN_EVERY_MS);
  expect(rechecks).toBe(1);
});

describe('closing', () => {
  it('lets a running job end, and takes no other', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const begun: string[] = [];
    const jobs = await openJobs({
      async deliver({ outContractCode }) {
        begun.push(outContractCode);
        await held;
      },
    });
    await jobs.addEvent(signed);
    await waitFor('the job to run', () => begun.length === 1);
    let closed = false;
    const closing = jobs.close().then(() => {
      closed = true;
    });
    await (await openJobs()).addEvent({ ...signed, outContractCode: 'c2' });
    const events = look('events');
    expect(await events.getJobState('c1-signed')).toBe('active');
    expect(closed).toBe(false);
    release();
    await closing;
    expect(begun).toEqual(['c1']);
    expect(await events.getJobState('c1-signed')).toBe('unknown');
    expect(await events.getJobState('c2-signed')).toBe('waiting');
  });

  it('still adds what requests want that have not yet ended', async () => {
    const jobs = await openJobs({});
    await jobs.close();
    await jobs.addEvent(signed);
    await jobs.startQueries(confirm);
    await jobs.addClose(close, 1000);
    expect(await look('events').getJobState('c1-signed')).toBe('waiting');
    expect(await look('queries').getJobState('c1-close')).toBe('delayed');
  });

  it('leaves what is delayed to the next process', async () => {
    const first = await openJobs({});
    await first.addClose(close, 200);
    await first.close();
    const closed: string[] = [];
    await openJobs({ close: async ({ outContractCode }) => void closed.push(outContractCode) });
    await waitFor('the job', () => closed.length === 1);
  });
});

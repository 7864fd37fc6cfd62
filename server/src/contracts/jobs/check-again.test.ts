import { Redis } from 'ioredis';
import { confirmed, report, terminated, useServices } from '../../../test/services';
import { waitFor } from '../../../test/wait';
import { createEventJobs } from '../../events/event-jobs';
import { WechatPayError } from '../../wechatpay';
import { checkAllAgain } from './check-again';

const { services, wechatPay, signing, status, eventsWaiting } = useServices();
const { contracts } = services.store;
afterEach(async () => {
  wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
  await services.store.client.del(services.store.keys.contracts);
});

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => Date.now() - hours * HOUR_MS;

/** A contract in force that was last looked at some hours ago. */
async function lookedAt(hours: number): Promise<string> {
  const code = await signing({ confirmed });
  await services.store.signings.markDelivered(code, 'signed');
  await contracts.checked(code, hoursAgo(hours));
  return code;
}

it('checks contracts again that were not looked at for a day, the longest ago first, and each once', async () => {
  const [late, later, recent] = [await lookedAt(25), await lookedAt(50), await lookedAt(23)];
  wechatPay.answer = async (code) => ({ contract: report(code) });
  expect(await checkAllAgain(services)).toBeUndefined();
  expect(wechatPay.asked).toEqual([later, late]);
  for (const code of [late, later]) expect(await contracts.lastChecked(code)).toBeGreaterThan(hoursAgo(0.1));
  expect(await contracts.lastChecked(recent)).toBeLessThan(hoursAgo(22));
});

it('learns of an end of which no notification came, delivers the event, and checks no more', async () => {
  const code = await lookedAt(25);
  const before = await eventsWaiting();
  const { at: time, mode, remark } = terminated;
  const ended = { contractState: 'TERMINATED', contractTerminateInfo: { mode, time, remark } };
  wechatPay.answer = async () => ({ contract: { ...report(code), ...ended } });
  await checkAllAgain(services);
  expect(await status(code)).toBe('terminated');
  expect(await eventsWaiting()).toBe(before + 1);
  // Until the merchant has heard of it, it is looked after; then no more.
  await contracts.checked(code, hoursAgo(25));
  await checkAllAgain(services);
  expect(wechatPay.asked).toEqual([code]);
  expect(await contracts.lastChecked(code)).not.toBe(0);
  await services.store.signings.markDelivered(code, 'terminated');
  await contracts.checked(code, hoursAgo(25));
  await checkAllAgain(services);
  expect(await contracts.lastChecked(code)).toBe(0);
});

it('puts into the feed what is missing there: older contracts, and ends that one node of a Cluster has lost', async () => {
  const [older, known, ended] = [await lookedAt(25), await lookedAt(26), await lookedAt(27)];
  await services.store.signings.merge(ended, { terminated });
  await services.store.signings.markDelivered(ended, 'terminated');
  const { contractFeed } = services.store;
  for (const code of [ended, known]) await contractFeed.put(code);
  const { cursor } = await contractFeed.since('0', 1000);
  wechatPay.answer = async (code) => ({ contract: report(code) });
  await checkAllAgain(services);
  expect((await contractFeed.since(cursor, 10)).codes.sort()).toEqual([older, ended].sort());
});

it('does not let a contract about which nothing is learnt hold up the others, and checks again after an hour', async () => {
  const [silent, other] = [await lookedAt(50), await lookedAt(25)];
  wechatPay.answer = async (code) => {
    if (code === silent) throw new WechatPayError('timeout', 'no answer in time');
    return { contract: report(code) };
  };
  await checkAllAgain(services);
  expect(wechatPay.asked).toEqual([silent, other]);
  expect(await status(silent)).toBe('signed');
  await checkAllAgain(services);
  expect(wechatPay.asked).toHaveLength(2);
  const dueInMs = (await contracts.lastChecked(silent)) - hoursAgo(24);
  expect(dueInMs).toBeGreaterThan(0.9 * HOUR_MS);
  expect(dueInMs).toBeLessThanOrEqual(HOUR_MS);
});

it('stops when WeChat Pay asks to wait, and leaves the rest for later', async () => {
  const [first, second] = [await lookedAt(50), await lookedAt(25)];
  wechatPay.answer = () => Promise.reject(new WechatPayError('rate_limited', 'RATELIMIT_EXCEEDED'));
  expect(await checkAllAgain(services)).toEqual({ pauseAllMs: 10_000 });
  expect(wechatPay.asked).toEqual([first]);
  expect(await contracts.lastChecked(second)).toBeLessThan(hoursAgo(24));
});

it('checks nothing that has ended or is not known, and sees to it that the event will be delivered', async () => {
  const ended = await signing({ confirmed, terminated });
  await contracts.checked(ended, hoursAgo(25));
  await contracts.checked('nobodys', hoursAgo(25));
  const before = await eventsWaiting();
  await checkAllAgain(services);
  expect(wechatPay.asked).toEqual([]);
  expect(await eventsWaiting()).toBe(before + 2);
  expect(await contracts.notCheckedSince(hoursAgo(24), 10)).toEqual([]);
  expect(await contracts.lastChecked('nobodys')).toBe(0);
});

it('begins no more queries a second than is set, and waits for no answer to begin the next', async () => {
  for (let i = 0; i < 4; i++) await lookedAt(25);
  const begunAt: number[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  wechatPay.answer = async (code) => {
    begunAt.push(performance.now());
    if (begunAt.length === 4) release();
    await held;
    return { contract: report(code) };
  };
  await checkAllAgain({ ...services, config: { ...services.config, recheckPerSecond: 10 } });
  expect(begunAt).toHaveLength(4);
  expect(begunAt[3]! - begunAt[0]!).toBeGreaterThan(280);
});

it('gives way to the queries of users', async () => {
  const code = await lookedAt(25);
  let looks = 0;
  const usersWait = async () => ++looks === 1;
  wechatPay.answer = async (asked) => {
    expect(looks).toBeGreaterThan(1);
    return { contract: report(asked) };
  };
  await checkAllAgain({ ...services, jobs: { ...services.jobs, usersWait } });
  expect(wechatPay.asked).toEqual([code]);
});

it('stops at a shutdown', async () => {
  const code = await lookedAt(25);
  await checkAllAgain({ ...services, stopping: AbortSignal.abort() });
  expect(wechatPay.asked).toEqual([]);
  expect(await contracts.lastChecked(code)).toBeLessThan(hoursAgo(24));
});

it('tries the events again that are dead, when they were not tried for a day', async () => {
  const { store, jobs, log } = services;
  const connection = new Redis(process.env.TEST_REDIS_URL!, { maxRetriesPerRequest: null });
  const forWorker = connection.duplicate();
  const telling = createEventJobs({
    connection,
    workerConnection: () => forWorker,
    prefix: store.keys.bullMq,
    log,
  });
  const event = { outContractCode: 'dead', event: 'signed' } as const;
  try {
    await telling.start(async () => {
      throw new Error('database is down');
    });
    await telling.addEvent({ ...event, since: 0 });
    await waitFor('the event to be dead', async () => {
      if (await telling.isEventDead(event)) return true;
      // It may begin by itself meanwhile.
      await telling.hastenEvent(event).catch(() => {});
      return false;
    });
  } finally {
    await telling.close();
    for (const each of [connection, forWorker]) each.disconnect();
  }
  await checkAllAgain(services);
  expect(await jobs.isEventDead(event)).toBe(true);
  await store.client.zadd(`${store.keys.bullMq}:events:failed`, hoursAgo(24), 'dead-signed');
  await checkAllAgain(services);
  expect(await jobs.isEventDead(event)).toBe(false);
});

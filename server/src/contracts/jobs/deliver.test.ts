import { randomBytes } from 'node:crypto';
import { confirmed, party, terminated, useServices } from '../../../test/services';
import { waitFor } from '../../../test/wait';
import { createMerchantCalls } from '../../events/merchant-calls';
import type { MerchantFunctions } from '../../events/merchant-functions';
import type { EventJob } from '../../jobs';
import { userKey } from '../../store';
import type { Services } from '../services';
import { deliver } from './deliver';

const { services: base, eventsWaiting } = useServices();
const { store, jobs } = base;

const newCode = () => randomBytes(16).toString('hex');

/** Delivers by hand, to a merchant that keeps what it gets. */
function start(merchant: Partial<MerchantFunctions> = {}) {
  const told: string[] = [];
  const events: unknown[] = [];
  const tell = (name: EventJob['event']) => async (event: unknown) => {
    told.push(name);
    events.push(event);
  };
  const services: Services = {
    ...base,
    merchant: { onContractSigned: tell('signed'), onContractTerminated: tell('terminated'), ...merchant },
    merchantCalls: createMerchantCalls({ ...base, stopping: new AbortController().signal }),
  };
  return {
    told,
    events,
    deliver: (outContractCode: string, event: EventJob['event'], since = Date.now()) =>
      deliver(services, { outContractCode, event, since }, 1),
  };
}

it('tells the merchant who signed what, once', async () => {
  const given = start();
  const code = newCode();
  await store.signings.merge(code, { party, confirmed });
  await given.deliver(code, 'signed');
  await given.deliver(code, 'signed');
  expect(given.events).toEqual([
    {
      type: 'contract.signed',
      eventId: `${code}-signed`,
      occurredAt: confirmed.signedAt,
      contractStatus: 'signed',
      outContractCode: code,
      contractId: confirmed.contractId,
      serviceId: 12535,
      subMchid: '1900000109',
      appId: party.appId,
      openid: party.openid,
    },
  ]);
});

it('is among those that are checked again once its signature was taken, whatever a killed process left out', async () => {
  const given = start();
  const code = newCode();
  await store.signings.merge(code, { party, confirmed });
  await given.deliver(code, 'signed');
  expect(await store.contracts.lastChecked(code)).toBeGreaterThan(0);
});

it.each([
  [0, 1_000],
  [10_000, 10_000],
  [3_600_000, 60_000],
])('looks for the signature to be taken after %d ms of waiting again in %d ms', async (waited, expected) => {
  const given = start();
  const code = newCode();
  await store.signings.merge(code, { party, confirmed, terminated });
  const outcome = await given.deliver(code, 'terminated', Date.now() - waited);
  const { againInMs } = outcome as { againInMs: number };
  expect(againInMs).toBeGreaterThanOrEqual(expected);
  expect(againInMs).toBeLessThan(expected + 2_000);
});

it('tells of a termination only once the signature was taken, and sees to it that it will be', async () => {
  const given = start();
  const code = newCode();
  await store.signings.merge(code, { party, confirmed, terminated });
  const before = await eventsWaiting();
  expect(await given.deliver(code, 'terminated')).toEqual({ againInMs: expect.any(Number) });
  expect(given.told).toEqual([]);
  // The process that learnt of both may have been killed before it added their jobs.
  expect(await eventsWaiting()).toBe(before + 2);
  await given.deliver(code, 'signed');
  expect(await given.deliver(code, 'terminated')).toBeUndefined();
  expect(given.told).toEqual(['signed', 'terminated']);
  expect(given.events[0]).toMatchObject({ type: 'contract.signed', contractStatus: 'terminated' });
  expect(given.events[1]).toMatchObject({
    type: 'contract.terminated',
    eventId: `${code}-terminated`,
    occurredAt: terminated.at,
    contractStatus: 'terminated',
  });
});

it('tells of a termination whose signature the merchant never took, once that is dead', async () => {
  const given = start();
  const code = newCode();
  await store.signings.merge(code, { party, confirmed, terminated });
  const isEventDead = jest.spyOn(jobs, 'isEventDead').mockResolvedValue(true);
  expect(await given.deliver(code, 'terminated')).toBeUndefined();
  expect(isEventDead).toHaveBeenCalledWith({ outContractCode: code, event: 'signed' });
  expect(given.told).toEqual(['terminated']);
  isEventDead.mockRestore();
  // Sent again, the signature is still delivered, as that of a contract that has ended.
  await given.deliver(code, 'signed');
  expect(given.events[1]).toMatchObject({ type: 'contract.signed', contractStatus: 'terminated' });
});

it('says when it was signed of a termination without a time', async () => {
  const given = start();
  const code = newCode();
  const { at: _, ...untimed } = terminated;
  await store.signings.merge(code, { party, confirmed, terminated: untimed });
  await given.deliver(code, 'signed');
  await given.deliver(code, 'terminated');
  expect(given.events[1]).toMatchObject({ occurredAt: confirmed.signedAt });
});

it('is not done when the merchant’s function throws, at once or later', async () => {
  const code = newCode();
  await store.signings.merge(code, { party, confirmed });
  const later = start({ onContractSigned: () => Promise.reject(new Error('database is down')) });
  await expect(later.deliver(code, 'signed')).rejects.toThrow('database is down');
  const atOnce = start({
    onContractSigned: () => {
      throw new Error('a mistake');
    },
  });
  await expect(atOnce.deliver(code, 'signed')).rejects.toThrow('a mistake');
  expect((await store.signings.read(code))!.delivered.signed).toBe(false);
  const good = start();
  await good.deliver(code, 'signed');
  expect(good.told).toEqual(['signed']);
});

it('is not done when the merchant’s function does not answer within 30 s', async () => {
  const code = newCode();
  await store.signings.merge(code, { party, confirmed });
  let called = () => {};
  const isCalled = new Promise<void>((resolve) => {
    called = resolve;
  });
  let answer = () => {};
  const given = start({
    onContractSigned: () => {
      called();
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const delivering = given.deliver(code, 'signed');
  await isCalled;
  jest.advanceTimersByTime(30_000);
  await expect(delivering).rejects.toThrow('did not answer within 30 s');
  jest.useRealTimers();
  expect((await store.signings.read(code))!.delivered.signed).toBe(false);

  // While it runs nobody else is called; that it succeeds after all counts.
  expect(await given.deliver(code, 'signed')).toEqual({ againInMs: expect.any(Number) });
  answer();
  await waitFor('the mark', async () => (await store.signings.read(code))!.delivered.signed);
  expect(await given.deliver(code, 'signed')).toBeUndefined();
  expect(given.told).toEqual([]);
});

it('does nothing for a signing that is not known', async () => {
  const given = start();
  expect(await given.deliver(newCode(), 'signed')).toBeUndefined();
  expect(given.told).toEqual([]);
});

describe('a second contract in force of one user and merchant', () => {
  /** Two of a user of their own, the first signed a minute before the second. */
  async function twoContracts() {
    const user = { ...party, openid: `o${newCode()}` };
    const [first, second] = [newCode(), newCode()];
    await store.signings.merge(first, { party: user, confirmed });
    await store.signings.merge(second, {
      party: user,
      confirmed: { ...confirmed, signedAt: '2026-11-23T08:02:00.000Z', contractId: '201710180325670966' },
    });
    for (const code of [second, first]) await store.userSignings.add(userKey(user), code, 0);
    return { first, second };
  }
  const counted = async () => (await base.metrics.duplicateContracts.get()).values[0]?.value ?? 0;

  it('is told with the code of the one that was signed before, and counted once', async () => {
    let isDown = true;
    const given = start({
      onContractSigned: async (event) => {
        if (isDown) throw new Error('database is down');
        given.events.push(event);
      },
    });
    const { first, second } = await twoContracts();
    const before = await counted();
    await expect(given.deliver(second, 'signed')).rejects.toThrow('database is down');
    isDown = false;
    await given.deliver(second, 'signed');
    await given.deliver(first, 'signed');
    expect(given.events).toMatchObject([
      { outContractCode: second, duplicateOf: first },
      { outContractCode: first },
    ]);
    expect(given.events[1]).not.toHaveProperty('duplicateOf');
    expect(await counted()).toBe(before + 1);
  });

  it('is named by the one that was signed before, when that became known only later', async () => {
    const given = start();
    const { first, second } = await twoContracts();
    await store.signings.markDelivered(second, 'signed');
    await given.deliver(first, 'signed');
    expect(given.events).toMatchObject([{ outContractCode: first, duplicateOf: second }]);
  });

  it('is not one when the other has ended, or it has itself', async () => {
    const given = start();
    const one = await twoContracts();
    await store.signings.merge(one.first, { terminated });
    const other = await twoContracts();
    await store.signings.merge(other.second, { terminated });
    const before = await counted();
    for (const code of [one.second, other.second]) await given.deliver(code, 'signed');
    for (const event of given.events) expect(event).not.toHaveProperty('duplicateOf');
    expect(given.events).toHaveLength(2);
    expect(await counted()).toBe(before);
  });
});

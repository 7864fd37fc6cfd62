import { confirmed, terminated, useServices } from '../../test/services';
import { record } from './record';

const { services, signing, status, eventsWaiting } = useServices();

it('sees to it that the merchant will be told, also by who repeats what is known', async () => {
  const code = await signing({ confirmed });
  const before = await eventsWaiting();
  const repeated = await record(services, code, { confirmed });
  expect(repeated!.changed).toEqual([]);
  expect(await eventsWaiting()).toBe(before + 1);
  await record(services, code, { returned: { seq: 1 } });
  await record(services, code, { confirmed, terminated });
  expect(await eventsWaiting()).toBe(before + 2);
});

it('adds no event that the merchant has taken', async () => {
  const code = await signing({ confirmed, terminated });
  for (const event of ['signed', 'terminated'] as const) {
    await services.store.signings.markDelivered(code, event);
  }
  const before = await eventsWaiting();
  await record(services, code, { confirmed, terminated });
  expect(await eventsWaiting()).toBe(before);
});

it('fails when the merchant’s event cannot be added, so that WeChat Pay sends again', async () => {
  const code = await signing();
  const jobs = { ...services.jobs, addEvent: () => Promise.reject(new Error('Redis is away')) };
  await expect(record({ ...services, jobs }, code, { confirmed })).rejects.toThrow('Redis is away');
  const before = await eventsWaiting();
  await record(services, code, { confirmed });
  expect([await status(code), await eventsWaiting()]).toEqual(['signed', before + 1]);
});

it('looks again from time to time at contracts in force, and at those whose end may not have been told', async () => {
  const { contracts } = services.store;
  const code = await signing();
  await record(services, code, { confirmed });
  expect(await contracts.notCheckedSince(Date.now() + 1, 100)).toContain(code);
  await record(services, code, { terminated });
  expect(await contracts.notCheckedSince(Date.now() + 1, 100)).toContain(code);
});

it('writes nothing of a signing that is not known', async () => {
  expect(await record(services, 'nobodys', { returned: { seq: 1 } })).toBeNull();
  expect(await status('nobodys')).toBe('not known');
});

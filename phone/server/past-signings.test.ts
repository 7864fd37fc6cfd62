import { createControl } from '@contract-kit/simulator/control';
import { startBench } from '@contract-kit/simulator/testing';
import type { Entry } from '../timeline/entry';
import { endContracts, PastSignings } from './past-signings';

const bench = startBench({ oneContractAUser: false });

async function signed(): Promise<string> {
  const { code } = await bench.merchant.preEntrustSign({ notify_url: bench.receiver.url });
  await bench.merchant.control('POST', `/contracts/${code}/sign`);
  return code;
}

it('has every contract ended, as its user would, and the merchant’s server hear of it, whatever trouble is made', async () => {
  const control = createControl(bench.simulator.url);
  const codes = [await signed(), await signed()];
  await bench.merchant.preEntrustSign({ notify_url: bench.receiver.url });
  await control.notify({ drop: true });
  await endContracts(control);
  const states = (await control.contracts()).map(({ state }) => state);
  expect(states.toSorted()).toEqual(['pending', 'terminated', 'terminated']);
  const told = await control.notifications({ eventType: 'ENTRUST.TERMINATE', state: 'delivered' });
  expect(told.map(({ outContractCode }) => outContractCode).toSorted()).toEqual(codes.toSorted());
});

it('knows what is still said of them', () => {
  const past = new PastSignings();
  const entry = (outContractCode?: string) =>
    ({ id: 1, at: 1, kind: 'user', action: 'sign', ...(outContractCode && { outContractCode }) }) as Entry;
  past.add([entry('a'), entry()]);
  expect([past.has(entry('a')), past.has(entry('b')), past.has(entry())]).toEqual([true, false, false]);
});

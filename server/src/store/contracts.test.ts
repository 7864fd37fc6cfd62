import { useRedis } from '../../test/redis';
import { createContracts } from './contracts';

const { client, keys } = useRedis();
const contracts = createContracts(client, keys);

beforeEach(() => client.del(keys.contracts));

it('gives those not looked at since a time, the longest ago first', async () => {
  await contracts.add('b', 200);
  await contracts.add('a', 100);
  await contracts.add('c', 300);
  expect(await contracts.notCheckedSince(300, 10)).toEqual(['a', 'b']);
  expect(await contracts.notCheckedSince(1000, 2)).toEqual(['a', 'b']);
});

it('remembers the last look, also when a contract is noted again', async () => {
  expect(await contracts.lastChecked('a')).toBe(0);
  await contracts.add('a', 100);
  await contracts.checked('a', 500);
  await contracts.add('a', 900);
  expect(await contracts.lastChecked('a')).toBe(500);
  expect(await contracts.notCheckedSince(500, 10)).toEqual([]);
});

it('forgets a contract that has ended', async () => {
  await contracts.add('a', 100);
  await contracts.remove('a');
  expect(await contracts.notCheckedSince(1000, 10)).toEqual([]);
  expect(await contracts.lastChecked('a')).toBe(0);
});

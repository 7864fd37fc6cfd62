import { useRedis } from '../../test/redis';
import { createNotices } from './notices';

const { client, keys } = useRedis();
const notices = createNotices(client, keys);

it('keeps contracts of others for 30 days, the newest first', async () => {
  expect(await notices.foreign()).toEqual([]);
  await notices.keepForeign({ outContractCode: 'a', subMchid: '1' });
  await notices.keepForeign({ outContractCode: 'b' });
  expect(await notices.foreign()).toEqual([
    { outContractCode: 'b' },
    { outContractCode: 'a', subMchid: '1' },
  ]);
  const left = await client.ttl(keys.foreignContracts);
  expect(left).toBeGreaterThan(30 * 86_400 - 60);
  expect(left).toBeLessThanOrEqual(30 * 86_400);
});

it('keeps no more than the last thousand', async () => {
  await client.del(keys.foreignContracts);
  await client.lpush(keys.foreignContracts, ...Array.from({ length: 1000 }, () => '{"old":true}'));
  await notices.keepForeign({ outContractCode: 'new' });
  const kept = await notices.foreign();
  expect(kept).toHaveLength(1000);
  expect(kept[0]).toEqual({ outContractCode: 'new' });
});

it('keeps the message of a self-test for 10 min', async () => {
  expect(await notices.hasEcho('hello')).toBe(false);
  await notices.keepEcho('hello');
  expect(await notices.hasEcho('hello')).toBe(true);
  expect(await client.ttl(keys.echo('hello'))).toBeGreaterThan(540);
});

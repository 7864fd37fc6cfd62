import { randomUUID } from 'node:crypto';
import { describeWithRedisServer } from '../../../test/redis-server';
import { party, useServices } from '../../../test/services';
import { waitFor } from '../../../test/wait';
import { type User, userKey } from '../../store';
import { reportReturn } from './reports';

const { services, signing } = useServices();

it('starts the queries over for a return that is reported again: the first report may have got no further', async () => {
  const { store } = services;
  const user: User = { ...party, openid: randomUUID() };
  const code = await signing({ party: { ...party, ...user } });
  const query = `${store.keys.bullMq}:queries:${code}-confirm`;
  const report = () => reportReturn(services, user, code, { scene: 1038, seq: 1 });
  await report();
  const first = JSON.parse((await store.client.hget(query, 'data'))!);
  expect(first).toMatchObject({ why: 'return', seq: 1 });

  await store.client.del(store.keys.rateLimit(`returns:${userKey(user)}:${code}`));
  await waitFor('the next millisecond', () => Date.now() > first.since);
  await report();
  const again = JSON.parse((await store.client.hget(query, 'data'))!);
  expect(again.since).toBeGreaterThan(first.since);
});

describeWithRedisServer('storage', () => {
  it('keeps under 100 kB in Redis of 5,000 returns of one user', async () => {
    const { store } = services;
    const { client } = store;
    const prefix = store.keys.changes.replace(/changes$/, '');
    const user: User = { ...party, openid: randomUUID() };
    const code = await signing({ party: { ...party, ...user } });
    await store.userSignings.add(userKey(user), code, Date.now());
    const hint = { return_code: 'S'.repeat(16), return_msg: '签'.repeat(128) };
    const seqs = Array.from({ length: 5_000 }, (_, i) => i + 1).values();
    const report = async () => {
      for (const seq of seqs) await reportReturn(services, user, code, { scene: 1038, extraData: hint, seq });
    };
    await Promise.all(Array.from({ length: 50 }, report));
    const names = (await client.keys(`*${prefix}*`)).filter((name) => !name.endsWith(':events'));
    const sizes = await Promise.all(
      names.map((name) => client.call('MEMORY', 'USAGE', name, 'SAMPLES', '0')),
    );
    const bytes = sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0);
    expect(names.filter((name) => name.includes(code)).length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(100_000);
  });
});

import { randomUUID } from 'node:crypto';
import { describeWithRedisServer } from '../../../test/redis-server';
import { party, useServices } from '../../../test/services';
import { type User, userKey } from '../../store';
import { reportReturn } from './reports';

const { services, signing } = useServices();

describeWithRedisServer('storage', () => {
  it('keeps under 100 kB in Redis of 5,000 returns of one user', async () => {
    const { store } = services;
    const { client } = store;
    const prefix = store.keys.changes.replace(/changes$/, '');
    const user: User = { ...party, openid: randomUUID() };
    const code = await signing({ party: { ...party, ...user } });
    await store.userSignings.add(userKey(user), code, Date.now());
    const hint = { return_code: 'S'.repeat(16), return_msg: '签'.repeat(128) };
    for (let i = 1; i <= 5_000; i++) {
      await reportReturn(services, user, code, { scene: 1038, extraData: hint, seq: i });
    }
    const names = (await client.keys(`*${prefix}*`)).filter((name) => !name.endsWith(':events'));
    const sizes = await Promise.all(
      names.map((name) => client.call('MEMORY', 'USAGE', name, 'SAMPLES', '0')),
    );
    const bytes = sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0);
    expect(names.filter((name) => name.includes(code)).length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(100_000);
  });
});

import { useRedis } from '../../test/redis';
import { waitFor } from '../../test/wait';
import { createTokens, TOKEN_LIFE_SECONDS } from './tokens';

const { client, prefix, keys } = useRedis();
const tokens = createTokens(client, keys);
const user = { appId: 'wxd678efh567hg6787', openid: 'oYobu0MVnQfWpSMOYJz2', subMchid: '1900000109' };

it('belongs to its user, app and merchant', async () => {
  const token = await tokens.issue(user);
  expect(await tokens.use(token, 'requests')).toEqual({ user, retryAfterSeconds: 0 });
});

it('is another at every login, and each counts', async () => {
  const issued = [await tokens.issue(user), await tokens.issue(user)];
  expect(new Set(issued).size).toBe(2);
  for (const token of issued)
    expect(await tokens.use(token, 'requests')).toEqual({ user, retryAfterSeconds: 0 });
});

it('is nobody’s once it has ended; the user’s others go on', async () => {
  const [ended, other] = [await tokens.issue(user), await tokens.issue(user)];
  await tokens.end(ended);
  await tokens.end(ended);
  expect(await tokens.use(ended, 'requests')).toBeNull();
  expect(await tokens.use(other, 'requests')).toMatchObject({ user });
});

it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(10_000), '../signing:{x}', `${'A'.repeat(42)}\n`])(
  'is not %j',
  async (text) => {
    expect(await tokens.use(text, 'polls')).toBeNull();
  },
);

it('is stored for 7 days, and only as a hash', async () => {
  const token = await tokens.issue(user);
  const names = await client.keys(`${prefix}token*`);
  for (const name of names) {
    expect(name).not.toContain(token);
    expect(await client.get(name)).not.toContain(token);
    expect(await client.ttl(name)).toBeGreaterThan(TOKEN_LIFE_SECONDS - 60);
    expect(await client.ttl(name)).toBeLessThanOrEqual(TOKEN_LIFE_SECONDS);
  }
  expect(names.length).toBeGreaterThan(0);
});

it('is good for 60 requests and 60 polls a minute, each counted by itself', async () => {
  const [token, other] = [await tokens.issue(user), await tokens.issue(user)];
  for (const use of ['requests', 'polls'] as const) {
    const used = await Promise.all(Array.from({ length: 70 }, () => tokens.use(token, use)));
    expect(used.filter((each) => each?.retryAfterSeconds === 0)).toHaveLength(60);
    const { retryAfterSeconds } = (await tokens.use(token, use))!;
    expect(retryAfterSeconds).toBeGreaterThan(30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(await tokens.use(other, use)).toEqual({ user, retryAfterSeconds: 0 });
  }
  const counted = await client.keys(`${prefix}rate:requests*`);
  for (const name of counted) await client.pexpire(name, 1);
  await waitFor('the minute to end', async () => (await client.exists(...counted)) === 0);
  const again = [await tokens.use(token, 'requests'), await tokens.use(other, 'requests')];
  expect(again.map((each) => each?.retryAfterSeconds)).toEqual([0, 0]);
});

it('leaves nothing in Redis when it is nobody’s', async () => {
  expect(await tokens.use('B'.repeat(43), 'requests')).toBeNull();
  const names = await client.keys(`${prefix}rate:*`);
  await tokens.use('C'.repeat(43), 'requests');
  expect(await client.keys(`${prefix}rate:*`)).toEqual(names);
});

import { createHash, randomBytes } from 'node:crypto';
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

it('keeps the merchant’s reference, by which its user is no other', async () => {
  const named = { ...user, reference: '订单 7' };
  const token = await tokens.issue(named);
  expect(await tokens.use(token, 'requests')).toMatchObject({ user: named });
  expect(token.slice(0, 22)).toBe((await tokens.issue(user)).slice(0, 22));
});

it('is another at every login, and each counts', async () => {
  const issued = [await tokens.issue(user), await tokens.issue(user)];
  expect(new Set(issued).size).toBe(2);
  for (const token of issued)
    expect(await tokens.use(token, 'requests')).toEqual({ user, retryAfterSeconds: 0 });
});

it('is good when it was given before tokens said whose they are', async () => {
  const earlier = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(earlier).digest('hex');
  await client.set(`${prefix}token:{${hash}}`, JSON.stringify(user));
  expect(await tokens.use(earlier, 'requests')).toEqual({ user, retryAfterSeconds: 0 });
  await tokens.end(earlier);
  expect(await tokens.use(earlier, 'requests')).toBeNull();
});

it('is nobody’s once it has ended; the user’s others go on', async () => {
  const [ended, other] = [await tokens.issue(user), await tokens.issue(user)];
  await tokens.end(ended);
  await tokens.end(ended);
  expect(await tokens.use(ended, 'requests')).toBeNull();
  expect(await tokens.use(other, 'requests')).toMatchObject({ user });
});

it.each([
  '',
  'x',
  'A'.repeat(43),
  'A'.repeat(65),
  'A'.repeat(10_000),
  '../signing:{x}',
  `${'A'.repeat(64)}\n`,
])('is not %j', async (text) => {
  expect(await tokens.use(text, 'polls')).toBeNull();
});

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

it('lets its user make 60 requests and 60 polls a minute, with whatever tokens', async () => {
  const one = { ...user, openid: 'of-one' };
  const [token, another] = [await tokens.issue(one), await tokens.issue(one)];
  const ofOther = await tokens.issue({ ...user, openid: 'of-other' });
  for (const use of ['requests', 'polls'] as const) {
    const used = await Promise.all(
      Array.from({ length: 70 }, (_, i) => tokens.use(i % 2 ? token : another, use)),
    );
    expect(used.filter((each) => each?.retryAfterSeconds === 0)).toHaveLength(60);
    const { retryAfterSeconds } = (await tokens.use(token, use))!;
    expect(retryAfterSeconds).toBeGreaterThan(30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(await tokens.use(ofOther, use)).toMatchObject({ retryAfterSeconds: 0 });
  }
  const counted = await client.keys(`${prefix}rate:requests*`);
  for (const name of counted) await client.pexpire(name, 1);
  await waitFor('the minute to end', async () => (await client.exists(...counted)) === 0);
  expect(await tokens.use(token, 'requests')).toEqual({ user: one, retryAfterSeconds: 0 });
});

it('leaves nothing in Redis when it is nobody’s', async () => {
  const names = await client.keys(`${prefix}rate:*`);
  const token = await tokens.issue({ ...user, openid: 'guessed' });
  expect(await tokens.use(`${token.slice(0, 22)}${'B'.repeat(43)}`, 'requests')).toBeNull();
  expect(await tokens.use('C'.repeat(65), 'requests')).toBeNull();
  expect(await client.keys(`${prefix}rate:*`)).toEqual(names);
});

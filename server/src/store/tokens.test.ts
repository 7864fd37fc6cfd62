import { useRedis } from '../../test/redis';
import { createTokens, TOKEN_LIFE_SECONDS } from './tokens';

const { client, prefix, keys } = useRedis();
const tokens = createTokens(client, keys);
const user = { appId: 'wxd678efh567hg6787', openid: 'oYobu0MVnQfWpSMOYJz2', subMchid: '1900000109' };

it('belongs to its user, app and merchant', async () => {
  const token = await tokens.issue(user);
  expect(await tokens.find(token)).toEqual(user);
});

it('is another at every login, and each counts', async () => {
  const issued = [await tokens.issue(user), await tokens.issue(user)];
  expect(new Set(issued).size).toBe(2);
  for (const token of issued) expect(await tokens.find(token)).toEqual(user);
});

it('is nobody’s once it has ended; the user’s others go on', async () => {
  const [ended, other] = [await tokens.issue(user), await tokens.issue(user)];
  await tokens.end(ended);
  await tokens.end(ended);
  expect(await tokens.find(ended)).toBeNull();
  expect(await tokens.find(other)).toEqual(user);
});

it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(10_000), '../signing:{x}', `${'A'.repeat(42)}\n`])(
  'is not %j',
  async (text) => {
    expect(await tokens.find(text)).toBeNull();
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

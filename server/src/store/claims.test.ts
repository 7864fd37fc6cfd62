import { useRedis } from '../../test/redis';
import { createClaims } from './claims';

const { client, keys } = useRedis();
const claims = createClaims(client, keys);
const connection = client.duplicate();
const another = createClaims(connection, keys);
afterAll(() => connection.disconnect());
let user = 'user0';

beforeEach(() => {
  user = `user${Number(user.slice(4)) + 1}`;
});

it('is taken by one of many, and names the code that is being made', async () => {
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? claims : another).take(user, `code${i}`)),
  );
  const isOurs = taken.map((each) => each.isOurs);
  expect(isOurs.filter(Boolean)).toHaveLength(1);
  expect(await claims.holder(user)).toBe(`code${isOurs.indexOf(true)}`);
});

it('comes with the user’s newest codes, of whoever holds it', async () => {
  await client.zadd(keys.userSignings(user), 1, 'first', 2, 'second');
  await client.zadd(keys.userSignings(`${user}-other`), 3, 'another');
  const newest = ['second', '2', 'first', '1'];
  expect(await claims.take(user, 'a')).toEqual({ isOurs: true, newest });
  expect(await another.take(user, 'b')).toEqual({ isOurs: false, newest });
});

it('is not taken for who has a code, when only those without one need it', async () => {
  await client.zadd(keys.userSignings(user), 1, 'first');
  expect(await claims.take(user, 'a', 'unlisted')).toEqual({ isOurs: false, newest: ['first', '1'] });
  expect(await claims.holder(user)).toBeNull();
  expect(await claims.take(`${user}-other`, 'b', 'unlisted')).toEqual({ isOurs: true, newest: [] });
});

it('is each user’s own', async () => {
  expect(await claims.take(user, 'a')).toMatchObject({ isOurs: true });
  expect(await claims.take(`${user}-other`, 'b')).toMatchObject({ isOurs: true });
});

it('can be taken again once it is released', async () => {
  await claims.take(user, 'a');
  await claims.release(user, 'a');
  expect(await claims.holder(user)).toBeNull();
  expect(await another.take(user, 'b')).toMatchObject({ isOurs: true });
});

it('ends by itself after 30 s, should its process be killed', async () => {
  await claims.take(user, 'a');
  const left = await client.pttl(keys.claim(user));
  expect(left).toBeGreaterThan(20_000);
  expect(left).toBeLessThanOrEqual(30_000);
});

it('is not released by who no longer holds it', async () => {
  await claims.take(user, 'late');
  await client.del(keys.claim(user));
  await another.take(user, 'next');
  await claims.release(user, 'late');
  expect(await claims.holder(user)).toBe('next');
});

it('wakes those who wait for the code when it is released', async () => {
  const subscriber = client.duplicate();
  await subscriber.subscribe(keys.changes);
  const heard = new Promise((resolve) => subscriber.once('message', (_channel, code) => resolve(code)));
  await claims.take(user, 'a');
  await claims.release(user, 'a');
  expect(await heard).toBe('a');
  subscriber.disconnect();
});

import { randomBytes } from 'node:crypto';
import { useRedis } from '../../test/redis';
import { createSignings } from './signings';
import { createUserSignings, userKey } from './user-signings';

const { client, keys } = useRedis();
const signings = createSignings(client, keys);
const userSignings = createUserSignings(client, keys, signings);

const person = { appId: 'wxd678efh567hg6787', openid: 'oYobu0MVnQfWpSMOYJz2', subMchid: '1900000109' };
const newUser = () => userKey({ ...person, openid: randomBytes(8).toString('hex') });
const preSigned = {
  at: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T10:00:00.000Z',
  preEntrustwebId: 'webid',
  launch: { appId: 'wxbd687630cd02ce1d', path: 'p', extraData: {} },
};

const hourAgo = Date.now() - 3_600_000;

/** Codes in the order of their creation, a second apart, each with its signing. */
async function create(user: string, count: number, from = hourAgo): Promise<string[]> {
  const codes = Array.from({ length: count }, () => randomBytes(16).toString('hex'));
  for (const [i, code] of codes.entries()) {
    await userSignings.add(user, code, from + i * 1000);
    await signings.merge(code, { preSigned });
  }
  return codes;
}

async function list(user: string, before?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { outContractCode } of userSignings.newestFirst(user, { before }))
    found.push(outContractCode);
  return found;
}

const entries = (user: string) => client.zrevrange(keys.userSignings(user), 0, -1);

describe('the list of a user', () => {
  it('is empty at first', async () => {
    expect(await list(newUser())).toEqual([]);
  });

  it('is that user’s alone, newest first, over many pages', async () => {
    const [one, other] = [newUser(), newUser()];
    const codes = await create(one, 45);
    await create(other, 1);
    expect(await list(one)).toEqual(codes.reverse());
  });

  it('goes on after a code; after one that the user does not have it starts at the newest', async () => {
    const user = newUser();
    const [first, second, third] = await create(user, 3);
    expect(await list(user, second)).toEqual([first]);
    expect(await list(user, first)).toEqual([]);
    expect(await list(user, 'another')).toEqual([third, second, first]);
  });

  it('keeps the first time of a code, so that a restored contract does not move', async () => {
    const user = newUser();
    const [first, second] = await create(user, 2);
    await userSignings.add(user, first!, Date.now());
    expect(await list(user)).toEqual([second, first]);
  });

  it('reads no further than its reader', async () => {
    const user = newUser();
    const codes = await create(user, 25);
    for (const code of codes.slice(0, 5)) await client.del(keys.signing(code));
    for await (const { outContractCode } of userSignings.newestFirst(user)) {
      expect(outContractCode).toBe(codes.at(-1));
      break;
    }
    expect(await entries(user)).toHaveLength(25);
  });
});

describe('an entry whose signing is gone', () => {
  it('is dropped, and none beside it is missed', async () => {
    const user = newUser();
    const codes = await create(user, 60);
    const gone = codes.filter((_code, i) => i % 3 !== 0);
    const kept = codes.filter((_code, i) => i % 3 === 0).reverse();
    for (const code of gone) await client.del(keys.signing(code));
    expect(await list(user)).toEqual(kept);
    expect(await entries(user)).toEqual(kept);
  });

  it('is dropped when all are gone', async () => {
    const user = newUser();
    for (const code of await create(user, 41)) await client.del(keys.signing(code));
    expect(await list(user)).toEqual([]);
    expect(await entries(user)).toEqual([]);
  });

  it('stays while it is young: the entry is written before the signing', async () => {
    const user = newUser();
    const [old] = await create(user, 1);
    const young = randomBytes(16).toString('hex');
    await userSignings.add(user, young, Date.now());
    expect(await list(user)).toEqual([old]);
    await signings.merge(young, { preSigned });
    expect(await list(user)).toEqual([young, old]);
  });
});

it('names a user without the openid, one for each app and merchant', () => {
  const names = [
    person,
    { ...person, appId: 'wx8888888888888888' },
    { ...person, subMchid: '1900000110' },
    { ...person, openid: 'another' },
  ].map(userKey);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{64}$/);
});

it('gives the list no time limit', async () => {
  const user = newUser();
  await create(user, 1);
  expect(await client.ttl(keys.userSignings(user))).toBe(-1);
});

import { randomUUID } from 'node:crypto';
import { party, report, useServices } from '../../../test/services';
import type { Facts } from '../../facts';
import { type User, userKey } from '../../store';
import { WechatPayError } from '../../wechatpay';
import { createSigning } from './create';

const ready = {};
const signing = { launched: { seq: 1 } };
const confirming = { ...signing, returned: { seq: 1 } };
const notSigned = { ...confirming, noContract: { seq: 1 } };

describe.each([
  { lifetime: 7200, leastLeft: 600, env: {} },
  { lifetime: 600, leastLeft: 60, env: { SIGNING_LIFETIME_SECONDS: '600' } },
])('of a lifetime of $lifetime s', ({ lifetime, leastLeft, env }) => {
  const given = useServices(env);

  /** What a user with one signing gets, when that has so much time left. */
  async function createWith(facts: Facts, secondsLeft: number) {
    const user: User = { ...party, openid: randomUUID() };
    const known = await given.signing({
      ...facts,
      party: { ...party, ...user },
      expiresAt: Date.now() + secondsLeft * 1000,
    });
    await given.services.store.userSignings.add(userKey(user), known, Date.now());
    const created = await createSigning(given.services, user, {}, new AbortController().signal);
    return { known, ...created };
  }

  it.each([
    ['ready', ready],
    ['not_signed', notSigned],
  ])(`returns one again that is %s and has over ${leastLeft} s left`, async (status, facts) => {
    const { known, created, signing } = await createWith(facts, leastLeft + 10);
    expect(created).toBe(false);
    expect(signing).toMatchObject({ outContractCode: known, status });
    expect(given.wechatPay.preSigned).toEqual([]);
  });

  it.each([
    ['ready', ready],
    ['not_signed', notSigned],
  ])('replaces one that is %s and has less left, by one with all its time', async (_, facts) => {
    const start = Date.now();
    const { known, created, signing } = await createWith(facts, leastLeft);
    expect(created).toBe(true);
    expect(signing.outContractCode).not.toBe(known);
    expect(given.wechatPay.preSigned).toEqual([signing.outContractCode]);
    expect(Date.parse(signing.expiresAt!) - start).toBeGreaterThanOrEqual(lifetime * 1000);
    expect(Date.parse(signing.expiresAt!) - Date.now()).toBeLessThanOrEqual(lifetime * 1000);
  });

  it.each([
    ['signing', signing],
    ['confirming', confirming],
  ])(
    'returns one again that is %s until its end and the grace: a contract may come of it',
    async (status, facts) => {
      const graceSeconds = lifetime === 7200 ? 60 : lifetime;
      const { known, created, signing } = await createWith(facts, 5 - graceSeconds);
      expect(created).toBe(false);
      expect(signing).toMatchObject({ outContractCode: known, status });
      expect(signing.launch).toBeUndefined();
      expect(given.wechatPay.asked).toEqual([]);
    },
  );

  it.each([
    ['signing', signing],
    ['confirming', confirming],
    ['not_signed', notSigned],
  ])('replaces one that is %s and past its end, after one query about it', async (_, facts) => {
    for (const answer of [
      async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' }),
      () => Promise.reject(new WechatPayError('refused', 'NO_AUTH', { httpStatus: 403, code: 'NO_AUTH' })),
    ]) {
      given.wechatPay.answer = answer;
      given.wechatPay.asked = [];
      const { known, created, signing } = await createWith(facts, -lifetime - 60);
      expect(created).toBe(true);
      expect(signing.outContractCode).not.toBe(known);
      expect(given.wechatPay.asked).toEqual([known]);
    }
  });

  it('finds the contract of one that is past its end, before it makes another', async () => {
    given.wechatPay.answer = async (code) => ({ contract: report(code) });
    await expect(createWith(confirming, -lifetime - 60)).rejects.toMatchObject({
      code: 'already_signed',
      options: { details: { contract: { status: 'signed' } } },
    });
    expect(given.wechatPay.preSigned).toEqual([]);
  });

  it('queries nothing to which nobody jumped', async () => {
    const { created } = await createWith(ready, -lifetime - 60);
    expect(created).toBe(true);
    expect(given.wechatPay.asked).toEqual([]);
  });
});

describe('of earlier signings that never ended', () => {
  const given = useServices();

  it('sees to it that each is closed, though Redis has lost every job', async () => {
    const { store } = given.services;
    const user: User = { ...party, openid: randomUUID() };
    const codes: string[] = [];
    for (const expiresAt of [-7_200_000, -3_600_000, 7_200_000]) {
      const at = Date.now() + expiresAt;
      const code = await given.signing({ ...signing, party: { ...party, ...user }, expiresAt: at });
      await store.userSignings.add(userKey(user), code, at);
      codes.push(code);
    }
    const { signing: live } = await createSigning(given.services, user, {}, new AbortController().signal);
    expect(live.outContractCode).toBe(codes[2]);
    const names = await store.client.keys(`${store.keys.bullMq}:queries:*-close`);
    expect(names.map((name) => name.split(':').at(-1)).sort()).toEqual(
      codes
        .slice(0, 2)
        .map((code) => `${code}-close`)
        .sort(),
    );
  });
});

describe('a request that was long in being let in', () => {
  const { services } = useServices();

  it('has so much less time for the rest: 12.5 s in all', async () => {
    const wechatPay = { ...services.wechatPay, preEntrustSign: () => new Promise<never>(() => {}) };
    const user: User = { ...party, openid: randomUUID() };
    const began = performance.now();
    const { signal } = new AbortController();
    await expect(
      createSigning({ ...services, wechatPay }, user, {}, signal, Date.now() - 12_000),
    ).rejects.toMatchObject({ code: 'busy' });
    expect(performance.now() - began).toBeLessThan(6_000);
  });
});

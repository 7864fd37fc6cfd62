import { randomUUID } from 'node:crypto';
import type { Facts } from '@contract-kit/shared';
import { party, useServices } from '../../test/services';
import { type User, userKey } from '../store';
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
  ])('never replaces one that is %s: a contract may come of it', async (status, facts) => {
    const { known, created, signing } = await createWith(facts, 1);
    expect(created).toBe(false);
    expect(signing).toMatchObject({ outContractCode: known, status });
  });
});

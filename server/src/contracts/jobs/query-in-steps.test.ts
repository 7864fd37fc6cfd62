import { confirmed, report, useServices } from '../../../test/services';
import type { QueryJob } from '../../jobs';
import { WechatPayError } from '../../wechatpay';
import { queryInSteps } from './query-in-steps';

const { services, wechatPay, signing, status, eventsWaiting } = useServices();
afterEach(() => {
  wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
});

const ask = (outContractCode: string, job: Partial<QueryJob> = {}) =>
  queryInSteps(
    services,
    { outContractCode, why: 'return', seq: 1, since: Date.now() - 5_000, ...job },
    async () => {},
  );
const returned = { launched: { seq: 1 }, returned: { seq: 1 } };

it('takes no contract for an answer from 5 s after the return', async () => {
  const code = await signing(returned);
  await ask(code, { since: Date.now() - 4_000 });
  expect(await status(code)).toBe('confirming');
  await ask(code);
  expect(await status(code)).toBe('not_signed');
  expect(wechatPay.asked).toEqual([code, code]);
});

it.each(['launch', 'notification', 'terminate'] as const)(
  'takes no contract for no answer after a %s: the user may be about to sign',
  async (why) => {
    const code = await signing({ launched: { seq: 1 } });
    await ask(code, { why, seq: 0, since: Date.now() - 3_600_000 });
    expect(wechatPay.asked).toEqual([code]);
    await services.store.signings.merge(code, { returned: { seq: 1 } });
    expect(await status(code)).toBe('confirming');
  },
);

it('counts no contract for the return that was known before the query', async () => {
  const code = await signing(returned);
  wechatPay.answer = async () => {
    await services.store.signings.merge(code, { launched: { seq: 2 }, returned: { seq: 2 } });
    return { contract: null, by: 'CONTRACT_NOT_EXIST' };
  };
  await ask(code);
  expect(await status(code)).toBe('confirming');
});

it('records a contract as soon as it is queried', async () => {
  const code = await signing(returned);
  const before = await eventsWaiting();
  wechatPay.answer = async () => ({ contract: report(code) });
  await ask(code, { since: Date.now() });
  expect(await status(code)).toBe('signed');
  expect(await eventsWaiting()).toBe(before + 1);
});

it('moves on before it queries, and sees a return that came before it moved', async () => {
  const code = await signing(returned);
  const dues: number[] = [];
  const since = Date.now() - 5_000;
  const job = { outContractCode: code, why: 'return', seq: 1, since } as const;
  await queryInSteps(services, job, async (at) => {
    dues.push(at - since);
    expect(wechatPay.asked).toEqual([]);
    await services.store.signings.merge(code, { launched: { seq: 2 }, returned: { seq: 2 } });
  });
  expect(dues).toEqual([15_000]);
  expect(wechatPay.asked).toEqual([code]);
  // The newer return's own query is to come; this one is too early for it.
  expect(await status(code)).toBe('confirming');
  const { keys, client } = services.store;
  const stored = await client.hget(`${keys.bullMq}:queries:${code}-confirm`, 'data');
  expect(JSON.parse(stored!)).toMatchObject({ why: 'return', seq: 2 });
});

it('stays for a return until the signing’s end, after its last query', async () => {
  const expiresAt = Date.now() + 600_000;
  const code = await signing({ ...returned, expiresAt });
  const dues: number[] = [];
  const last = { outContractCode: code, why: 'return', seq: 1, since: Date.now() - 3_600_000 } as const;
  await queryInSteps(services, last, async (at) => void dues.push(at - expiresAt));
  expect(dues).toEqual([60_000]);
  expect(wechatPay.asked).toEqual([code]);
});

it('queries nothing that is known, but sees to it that the event will be delivered', async () => {
  const code = await signing({ ...returned, confirmed });
  const before = await eventsWaiting();
  await ask(code);
  expect(wechatPay.asked).toEqual([]);
  expect(await eventsWaiting()).toBe(before + 1);
});

it.each([
  ['that never came', new WechatPayError('timeout', 'no answer in time'), undefined],
  [
    'of 429 with a time',
    new WechatPayError('rate_limited', 'RATELIMIT_EXCEEDED', { retryAfterSeconds: 7 }),
    { pauseAllMs: 7_000 },
  ],
  [
    'of 429 until next year',
    new WechatPayError('rate_limited', 'RATELIMIT_EXCEEDED', { retryAfterSeconds: 31_536_000 }),
    { pauseAllMs: 60_000 },
  ],
])('learns nothing from an answer %s', async (_, error, outcome) => {
  const code = await signing(returned);
  wechatPay.answer = () => Promise.reject(error);
  expect(await ask(code)).toEqual(outcome);
  expect(await status(code)).toBe('confirming');
});

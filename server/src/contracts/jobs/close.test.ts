import { randomBytes } from 'node:crypto';
import { confirmed, party, report, useServices } from '../../../test/services';
import { UNFINISHED_LIFE_MS } from '../../store';
import { WechatPayError } from '../../wechatpay';
import { close, closeDelayMs } from './close';

const { services, wechatPay, signing, status, life, eventsWaiting } = useServices();
afterEach(() => {
  wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
});

const { serviceId, subMchid } = party;
const closing = (outContractCode: string, expiresAt = secondsAgo(60)) =>
  close(services, { outContractCode, serviceId, subMchid, expiresAt });
const secondsAgo = (seconds: number) => Date.now() - seconds * 1000;

it('is due 60 s after the end, of a shortened lifetime that lifetime', () => {
  expect(closeDelayMs(7200)).toBe(7_260_000);
  expect(closeDelayMs(4)).toBe(8_000);
  expect(closeDelayMs(600)).toBe(1_200_000);
});

it('queries for the last time 60 s after the end, not before', async () => {
  const early = await signing({ expiresAt: secondsAgo(58) });
  expect(await closing(early)).toEqual({ againInMs: expect.any(Number) });
  expect([wechatPay.asked, await status(early)]).toEqual([[], 'ready']);

  const late = await signing({ launched: { seq: 1 }, expiresAt: secondsAgo(60) });
  expect(await closing(late)).toBeUndefined();
  expect([wechatPay.asked, await status(late)]).toEqual([[late], 'expired']);
});

it('finds a contract of which nobody told', async () => {
  const code = await signing({ expiresAt: secondsAgo(60) });
  const before = await eventsWaiting();
  wechatPay.answer = async () => ({ contract: report(code) });
  await closing(code);
  expect(await status(code)).toBe('signed');
  expect(await eventsWaiting()).toBe(before + 1);
});

it('without an answer closes nothing, queries again, and keeps the signing for 25 h more', async () => {
  const code = await signing({ expiresAt: secondsAgo(60) });
  await services.store.client.pexpire(services.store.keys.signing(code), 60_000);
  wechatPay.answer = () => Promise.reject(new WechatPayError('timeout', 'no answer in time'));
  expect(await closing(code)).toEqual({ againInMs: expect.any(Number) });
  expect(await status(code)).toBe('ready');
  expect(await life(code)).toBeGreaterThan(UNFINISHED_LIFE_MS - 2 * 3_600_000 - 10_000);
});

it.each([
  ['a minute', 60, 60],
  ['ten minutes', 600, 600],
  ['a day', 86_400, 3600],
])('asks again ever more rarely while no answer comes: %s after the end', async (_, since, wait) => {
  wechatPay.answer = () => Promise.reject(new WechatPayError('refused', 'NO_AUTH'));
  const known = await signing({ expiresAt: secondsAgo(since) });
  for (const code of [known, randomBytes(16).toString('hex')]) {
    const outcome = await closing(code, secondsAgo(since));
    const { againInMs } = outcome as { againInMs: number };
    expect(againInMs).toBeGreaterThanOrEqual(wait * 1000);
    expect(againInMs).toBeLessThan(wait * 1000 + 5_000);
  }
});

it('gives up, after a day, a code of which storage knows nothing; never one that it knows', async () => {
  wechatPay.answer = () => Promise.reject(new WechatPayError('refused', 'NO_AUTH'));
  const week = 7 * 86_400;
  expect(await closing(randomBytes(16).toString('hex'), secondsAgo(week))).toBeUndefined();
  const known = await signing({ expiresAt: secondsAgo(week) });
  expect(await closing(known, secondsAgo(week))).toEqual({ againInMs: 3_600_000 });
});

it('queries nothing that is known, but sees to it that the event will be delivered', async () => {
  const code = await signing({ confirmed, expiresAt: secondsAgo(60) });
  const before = await eventsWaiting();
  await closing(code);
  expect([wechatPay.asked, await status(code)]).toEqual([[], 'signed']);
  expect(await eventsWaiting()).toBe(before + 1);
});

it('brings back a contract of a signing that storage does not know', async () => {
  const code = randomBytes(16).toString('hex');
  wechatPay.answer = async () => ({ contract: { ...report(code), subOpenid: party.openid } });
  await closing(code);
  expect([await status(code), await life(code)]).toEqual(['signed', -1]);

  const nobodys = randomBytes(16).toString('hex');
  wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
  expect(await closing(nobodys)).toBeUndefined();
  expect(await status(nobodys)).toBe('not known');
});

it.each([
  ['a state that we do not know', { contractState: 'PAUSED' }],
  ['something that does not fit', { serviceId: 99_999 }],
])(
  'does not give up a contract that storage does not know when WeChat Pay says %s of it',
  async (_, said) => {
    const code = randomBytes(16).toString('hex');
    wechatPay.answer = async () => ({ contract: { ...report(code), ...said } });
    expect(await closing(code)).toEqual({ againInMs: expect.any(Number) });
    wechatPay.answer = async () => ({ contract: report(code) });
    expect(await closing(code)).toBeUndefined();
    expect(await status(code)).toBe('signed');
  },
);

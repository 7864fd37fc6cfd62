import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { party, report, useServices } from '../../../test/services';
import type { Services } from '../../contracts/services';
import { type Notification, NotificationError } from '../../wechatpay';
import { notifications } from '.';

const { services, signing, status, eventsWaiting } = useServices();
const away = () => Promise.reject(new Error('Redis is away'));

/** Posts a notification that says that a signing was signed, or what `parse` makes of it. */
async function notify(outContractCode: string, changed: Partial<Services> = {}, parse?: () => Notification) {
  const contract = { ...report(outContractCode), subMchid: party.subMchid };
  const wechatPay = {
    parseNotification: async () =>
      parse?.() ?? { kind: 'contract', id: 'id', eventType: 'ENTRUST.SIGN', contract },
  } as unknown as Services['wechatPay'];
  const app = new Koa().use(notifications({ ...services, wechatPay, ...changed }));
  const server = app.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    const text = await answer.text();
    return { status: answer.status, body: text && JSON.parse(text) };
  } finally {
    server.close();
  }
}

it('is answered with 204 when the contract is stored and the merchant will be told', async () => {
  const code = await signing();
  const before = await eventsWaiting();
  expect(await notify(code)).toEqual({ status: 204, body: '' });
  expect([await status(code), await eventsWaiting()]).toEqual(['signed', before + 1]);
});

const { store, jobs } = services;
it.each<[string, Partial<Services>]>([
  [
    'the contract cannot be stored',
    { store: { ...store, signings: { ...store.signings, mergeIfOf: away } } },
  ],
  ['the merchant’s event cannot be stored', { jobs: { ...jobs, addEvent: away } }],
])('is answered with 503 when %s, so that WeChat Pay sends it again', async (_, broken) => {
  const code = await signing();
  expect(await notify(code, broken)).toEqual({
    status: 503,
    body: { code: 'FAIL', message: expect.any(String) },
  });
  const before = await eventsWaiting();
  expect((await notify(code)).status).toBe(204);
  expect([await status(code), await eventsWaiting()]).toEqual(['signed', before + 1]);
});

it('is counted for the doctor when WeChat Pay has signed it and the APIv3 key does not open it, and only then', async () => {
  const refuse = (reason: 'signature' | 'ciphertext') =>
    notify('c', {}, () => {
      throw new NotificationError(reason, 'for this test');
    });
  const before = await store.notices.unopened();
  await refuse('signature');
  expect(await store.notices.unopened()).toBe(before);
  expect((await refuse('ciphertext')).status).toBe(400);
  expect(await store.notices.unopened()).toBe(before + 1);
});

it('is answered as WeChat Pay’s client judges it', async () => {
  const code = await signing();
  const refuse = () => {
    throw new NotificationError('signature', 'Wechatpay-Signature does not match');
  };
  expect(await notify(code, {}, refuse)).toEqual({
    status: 401,
    body: { code: 'FAIL', message: 'Wechatpay-Signature does not match' },
  });
  expect(await status(code)).toBe('ready');
});

it('is answered before WeChat Pay stops waiting, though it is not handled yet', async () => {
  const code = await signing();
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  try {
    let asked = () => {};
    const begun = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const hangs = () => {
      asked();
      return new Promise<never>(() => {});
    };
    const signings = { ...store.signings, mergeIfOf: hangs };
    const answered = notify(code, { store: { ...store, signings } });
    await begun;
    await jest.advanceTimersByTimeAsync(4_499);
    const first = await Promise.race([answered, new Promise((resolve) => setImmediate(resolve, 'waits'))]);
    expect(first).toBe('waits');
    await jest.advanceTimersByTimeAsync(1);
    expect(await answered).toEqual({
      status: 503,
      body: { code: 'FAIL', message: 'not handled, please send again' },
    });
  } finally {
    jest.useRealTimers();
  }
});

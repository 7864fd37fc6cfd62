import { freePort } from '../../../test/free-port';
import { type Notification, NotificationError } from '../../wechatpay';
import { type Listener, listen } from './listener';

/** Listens with a client to which each body is the name of what it holds. */
async function start() {
  const port = await freePort();
  const listener = await listen(
    { port, host: '127.0.0.1' },
    {
      async parseNotification(_, body): Promise<Notification> {
        if (body.toString() === 'forged') throw new NotificationError('signature', 'does not match');
        const about = { id: '', eventType: '' };
        if (body.toString() === 'contract')
          return { kind: 'unreadable', ...about, outContractCode: 'c1', reason: 'for this test' };
        return { kind: 'echo', ...about, echoMessage: body.toString() };
      },
    },
  );
  const post = async (body: string, path = '/pay/notifications/wechatpay') =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })).status;
  return { port, listener: listener!, post };
}

let open: Listener | undefined;
afterEach(() => open?.close());

it('takes the notification of the self-test, whatever path stands before it', async () => {
  const { listener, post } = await start();
  open = listener;
  expect(listener.hasArrived('m1')).toBe(false);
  expect(await post('m1')).toBe(204);
  expect([listener.hasArrived('m1'), listener.hasArrived('m2')]).toEqual([true, false]);
});

it('refuses any other, so that WeChat Pay sends it again to the server', async () => {
  const { listener, post } = await start();
  open = listener;
  expect(await post('contract')).toBe(503);
  expect(listener.refused()).toBeUndefined();
  expect(await post('forged')).toBe(503);
  expect(listener.refused()).toBe('signature');
});

it('leaves the port to whoever has it', async () => {
  const { listener, port } = await start();
  open = listener;
  expect(
    await listen({ port, host: '127.0.0.1' }, { parseNotification: () => Promise.reject() }),
  ).toBeUndefined();
});

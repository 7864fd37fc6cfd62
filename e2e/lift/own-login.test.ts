import { randomBytes } from 'node:crypto';
import type { Phone } from '@contract-kit/phone/runtime/node';
import { freePort, type Kit, startKit } from '../kit';
import { merchantAppId } from '../kit/phone';
import { createOwnLoginApp, keepSession, ownLoginEnv, serviceKey, sign } from './own-login-app';
import { startTheirBackEnd } from './their-back-end';

/* The chapter of the guide for merchants with a login of their own: no wx.login, and no AppSecret in our configuration. */

let kit: Kit;
let app: Awaited<ReturnType<typeof createOwnLoginApp>>;
let their: Awaited<ReturnType<typeof startTheirBackEnd>>;

beforeAll(async () => {
  const servicePort = await freePort();
  kit = await startKit({ env: ownLoginEnv(servicePort) });
  app = await createOwnLoginApp();
  their = await startTheirBackEnd(async (openid) => {
    const answer = await fetch(`http://127.0.0.1:${servicePort}/service/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${serviceKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ appId: merchantAppId, openid }),
    });
    return ((await answer.json()) as { token: string }).token;
  });
});

afterAll(async () => {
  app?.close();
  await their?.close();
  await kit?.close();
});

/** An openid, as their back end has it. */
const someone = () => `o${randomBytes(20).toString('base64url').slice(0, 27)}`;

/** Whoever holds the phone logs in to the merchant's mini-program. */
function logIn(phone: Phone, openid: string): string {
  const session = their.logIn(openid);
  keepSession(phone, session);
  return session;
}

/** What the mini-program said to the server last. */
function tokenOf(phone: Phone): string {
  const headers = phone.log
    .named('request')
    .map(({ params }) => params as { url: string; header: Record<string, string> })
    .filter(({ url }) => url.includes('/api/'))
    .map(({ header }) => header.Authorization!);
  return headers[headers.length - 1]!.replace('Bearer ', '');
}

it('signs without wx.login whoever is logged in to the merchant', async () => {
  const phone = app.phone(kit, their.url);
  const openid = someone();
  logIn(phone, openid);
  phone.coldStart();
  const outContractCode = await sign(kit, phone);
  expect(await kit.event(outContractCode, 'signed')).toMatchObject({ appId: merchantAppId, openid });
  expect(their.asked()).toBe(1);
  expect(phone.log.named('login')).toEqual([]);
  expect(phone.log.errors).toEqual([]);
});

it('asks again when the server does not take the token any more', async () => {
  const phone = app.phone(kit, their.url);
  logIn(phone, someone());
  phone.coldStart();
  await phone.waitFor(() => phone.find('开通'));
  const asked = their.asked();
  const old = tokenOf(phone);
  await kit.client(old).logout();
  await sign(kit, phone);
  expect(their.asked()).toBe(asked + 1);
  expect(tokenOf(phone)).not.toBe(old);
  expect(phone.log.named('login')).toEqual([]);
});

it('shows nothing of a user who has logged out to the next', async () => {
  const phone = app.phone(kit, their.url);
  const [first, next] = [someone(), someone()];
  const session = logIn(phone, first);
  phone.coldStart();
  await sign(kit, phone);

  their.logOut(session);
  phone.coldStart();
  await phone.waitForText('登录失败');
  expect(() => phone.find('已开通免密支付')).toThrow();

  logIn(phone, next);
  phone.tap('重试');
  await phone.waitForText('尚未开通免密支付');
  logIn(phone, first);
  phone.coldStart();
  await phone.waitForText('已开通免密支付');
});

it('has no other way in: without an AppSecret the server takes no code of wx.login', async () => {
  const { status, error } = await kit.client().login(await kit.control.code('li'));
  expect([status, error]).toEqual([404, 'login_elsewhere']);
});

import { createSimulator } from './index';
import { createMerchant } from './testing/merchant';
import { startBench } from './testing/start';

const bench = startBench();

async function newCode(body: object = { user: 'ming' }) {
  return (await bench.merchant.control<{ code: string }>('POST', '/codes', body)).code;
}

async function logIn(more: Record<string, string | undefined>, merchant = bench.merchant) {
  const all = {
    appid: merchant.env.SUB_APPID,
    secret: merchant.env.LOGIN_APP_SECRET,
    grant_type: 'authorization_code',
    ...more,
  };
  const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return merchant.send('GET', `/sns/jscode2session?${new URLSearchParams(present)}`, {});
}

test('a code logs its user in: the same openid each time, another one in another app', async () => {
  const first = await logIn({ js_code: await newCode() });
  expect(first.status).toBe(200);
  expect(first.json).toEqual({
    openid: expect.stringMatching(/^o[\w-]{27}$/),
    session_key: expect.stringMatching(/^[\w+/]{22}==$/),
  });
  const again = await logIn({ js_code: await newCode() });
  expect(again.json.openid).toBe(first.json.openid);
  const provider = bench.simulator.config({ loginApp: 'sp' });
  const elsewhere = await logIn({
    js_code: await newCode(),
    appid: provider.SP_APPID,
    secret: provider.LOGIN_APP_SECRET,
  });
  expect(elsewhere.json.openid).toMatch(/^o/);
  expect(elsewhere.json.openid).not.toBe(first.json.openid);
});

const rid = /, rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;

test('a code is good once: 40163', async () => {
  const js_code = await newCode();
  await logIn({ js_code });
  const { json } = await logIn({ js_code });
  expect(json).toEqual({ errcode: 40163, errmsg: expect.stringMatching(/^code been used, rid: /) });
});

test('a code ends after 5 minutes of the simulator’s clock: 40029', async () => {
  const js_code = await newCode();
  await bench.merchant.control('PUT', '/clock', { advanceSeconds: 301 });
  expect((await logIn({ js_code })).json).toMatchObject({ errcode: 40029 });
});

test('a code made for one app is refused in another: 40029', async () => {
  const js_code = await newCode({ user: 'ming', appid: 'wx8888888888888888' });
  expect((await logIn({ js_code })).json).toMatchObject({ errcode: 40029 });
});

test.each([
  ['an unknown code', { js_code: 'unknown' }, 40029],
  ['no code', {}, 41008],
  ['no appid', { js_code: 'c', appid: undefined }, 41002],
  ['no secret', { js_code: 'c', secret: undefined }, 41004],
  ['an unknown appid', { js_code: 'c', appid: 'wx0' }, 40013],
  ['a wrong secret', { js_code: 'c', secret: 'wrong' }, 40125],
  ['another grant_type', { js_code: 'c', grant_type: 'password' }, 40002],
])('%s', async (_, query, errcode) => {
  const reply = await logIn(query);
  expect(reply).toMatchObject({ status: 200, json: { errcode, errmsg: expect.stringMatching(rid) } });
});

test.each([-1, 45011, 40226])('errcode %d can be had by a fault', async (errcode) => {
  await bench.merchant.control('PUT', '/faults', [
    { operation: 'jscode2session', kind: 'http', code: errcode, times: 1 },
  ]);
  const js_code = await newCode();
  expect((await logIn({ js_code })).json).toEqual({ errcode, errmsg: expect.stringMatching(rid) });
  expect((await logIn({ js_code })).json).toHaveProperty('openid');
});

test('the secret and the code are not in the request log', async () => {
  const js_code = await newCode();
  await logIn({ js_code });
  const log = JSON.stringify(await bench.merchant.control('GET', '/requests'));
  expect(log).toContain('jscode2session');
  expect(log).not.toContain(js_code);
  expect(log).not.toContain(bench.merchant.env.LOGIN_APP_SECRET);
});

test('with foreign codes allowed, codes from elsewhere log one user in, another one in each app', async () => {
  const simulator = await createSimulator({ foreignCodes: true });
  try {
    const merchant = createMerchant(simulator);
    const { SP_APPID, LOGIN_APP_SECRET } = simulator.config({ loginApp: 'sp' });
    const providers = { appid: SP_APPID, secret: LOGIN_APP_SECRET };
    const openid = async (js_code: string, app: Record<string, string | undefined> = {}) =>
      (await logIn({ js_code, ...app }, merchant)).json.openid;
    const first = await openid('fromDevTools1');
    expect(first).toMatch(/^o/);
    expect(await openid('fromDevTools2')).toBe(first);
    expect(await openid('fromDevTools1')).toBe(first);
    expect(await openid('fromDevTools3', providers)).toMatch(/^o/);
    expect(await openid('fromDevTools3', providers)).not.toBe(first);

    const { code } = await merchant.control<{ code: string }>('POST', '/codes', { user: 'somebody' });
    expect(await openid(code)).not.toBe(first);
    expect((await logIn({ js_code: code }, merchant)).json).toMatchObject({ errcode: 40163 });
  } finally {
    await simulator.close();
  }
});

import { request } from 'undici';
import { startBench } from '../testing/start';

const bench = startBench({ sessionLifetimeSeconds: 100 });
const json = { 'Content-Type': 'application/json' };
const send = (method: 'GET' | 'POST' | 'PUT', path: string, headers = {}, body?: string) =>
  bench.merchant.send(method, `/_simulator${path}`, headers, body);
const act = (path: string, body: object = {}) => send('POST', path, json, JSON.stringify(body));

describe('config', () => {
  const single = ['SUB_MCHID', 'SUB_APPID', 'SERVICE_ID', 'LOGIN_APP', 'LOGIN_APP_SECRET'];
  const publicKey = ['WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY'];
  const always = [
    'WECHATPAY_MCHID',
    'WECHATPAY_MERCHANT_SERIAL',
    'WECHATPAY_MERCHANT_PRIVATE_KEY',
    'WECHATPAY_APIV3_KEY',
    'WECHATPAY_BASE_URL',
    'WECHAT_API_BASE_URL',
    'SP_APPID',
  ];

  test.each([
    ['', [...always, ...single, ...publicKey]],
    ['?keys=certificates', [...always, ...single]],
    ['?merchants=list', [...always, ...publicKey, 'MERCHANTS']],
  ])('%j gives what the server needs', async (query, names) => {
    const { json: env } = await send('GET', `/config${query}`);
    expect(Object.keys(env).sort()).toEqual([...names].sort());
    expect(env).toMatchObject({
      WECHATPAY_BASE_URL: bench.simulator.url,
      WECHATPAY_APIV3_KEY: expect.stringMatching(/^.{32}$/),
      WECHATPAY_MERCHANT_PRIVATE_KEY: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
    });
  });

  test('is the same over HTTP and from the object', async () => {
    const { json: env } = await send('GET', '/config?merchants=list&loginApp=sp');
    expect(env).toEqual(bench.simulator.config({ merchants: 'list', loginApp: 'sp' }));
    expect(JSON.parse(String(env.MERCHANTS))).toMatchObject([
      { subMchid: '1900000109', loginApp: 'sp', serviceId: 12535 },
      { subMchid: '1900000110', loginApp: 'sp', serviceId: 12536 },
    ]);
  });
});

describe('a signing session', () => {
  test('shows what the signing page needs', async () => {
    const { id, code } = await bench.merchant.preEntrustSign();
    expect(await send('GET', `/sign-sessions/${id}`)).toMatchObject({
      status: 200,
      json: { outContractCode: code, state: 'pending', displayAccount: '微信用户' },
    });
  });

  test('is refused to somebody else, and open to its user', async () => {
    const { merchant } = bench;
    const { code } = await merchant.control<{ code: string }>('POST', '/codes', { user: 'ming' });
    const query = `appid=${merchant.env.SUB_APPID}&secret=${merchant.env.LOGIN_APP_SECRET}&js_code=${code}`;
    const { json: session } = await merchant.send(
      'GET',
      `/sns/jscode2session?${query}&grant_type=authorization_code`,
      {},
    );
    const { id } = await merchant.preEntrustSign({ sub_openid: session.openid });
    expect(await act(`/sign-sessions/${id}/sign`, { user: 'hong' })).toMatchObject({
      status: 409,
      json: { error: { code: 'wrong_user' } },
    });
    expect(await act(`/sign-sessions/${id}/sign`, { user: 'ming' })).toMatchObject({ status: 200 });
  });

  test('is good for one signature', async () => {
    const { id } = await bench.merchant.preEntrustSign();
    await act(`/sign-sessions/${id}/sign`);
    for (const action of ['sign', 'abandon', 'fail']) {
      expect(await act(`/sign-sessions/${id}/${action}`)).toMatchObject({ status: 409 });
    }
  });

  test('ends with its lifetime, by the simulator’s clock', async () => {
    const { merchant } = bench;
    const { id } = await merchant.preEntrustSign();
    await merchant.control('PUT', '/clock', { advanceSeconds: 101 });
    expect(await act(`/sign-sessions/${id}/sign`)).toMatchObject({ status: 409 });
    expect(await send('GET', `/sign-sessions/${id}`)).toMatchObject({ json: { state: 'expired' } });
  });

  test('has the lifetime that the settings say, until a reset', async () => {
    const { merchant } = bench;
    await merchant.control('PUT', '/settings', { sessionLifetimeSeconds: 5000 });
    const { id } = await merchant.preEntrustSign();
    await merchant.control('PUT', '/clock', { advanceSeconds: 4000 });
    expect(await act(`/sign-sessions/${id}/sign`)).toMatchObject({ status: 200 });
    await merchant.control('POST', '/reset');
    expect(await merchant.control('PUT', '/settings')).toMatchObject({ sessionLifetimeSeconds: 100 });
  });

  test('can be ended at once', async () => {
    const { code } = await bench.merchant.preEntrustSign();
    expect(await act(`/contracts/${code}/expire`)).toMatchObject({
      json: { contract: { state: 'expired' } },
    });
    expect(await act(`/contracts/${code}/sign`)).toMatchObject({ status: 409 });
  });

  test('survives a failure, unless the settings say otherwise (assumed); nobody is notified', async () => {
    const { merchant } = bench;
    const first = await merchant.preEntrustSign();
    expect(await act(`/sign-sessions/${first.id}/fail`)).toMatchObject({
      json: { contract: { state: 'failed' }, extraData: { return_code: 'FAIL' } },
    });
    expect(await act(`/sign-sessions/${first.id}/sign`)).toMatchObject({ status: 200 });
    await merchant.control('PUT', '/settings', { failureEndsSession: true });
    const second = await merchant.preEntrustSign();
    await act(`/contracts/${second.code}/fail`);
    expect(await act(`/contracts/${second.code}/sign`)).toMatchObject({ status: 409 });
    const { notifications } = await merchant.control<{ notifications: object[] }>('GET', '/notifications');
    expect(notifications).toMatchObject([{ outContractCode: first.code }]);
  });
});

test('a termination that is not the user’s says so', async () => {
  const { merchant } = bench;
  const { code } = await merchant.preEntrustSign();
  expect(await act(`/contracts/${code}/terminate`)).toMatchObject({ status: 409 });
  await act(`/contracts/${code}/sign`);
  await act(`/contracts/${code}/terminate`, { mode: 'CUSTOMER_SERVICE_TERMINATE', remark: '客服' });
  expect(await send('GET', '/contracts')).toMatchObject({
    json: { contracts: [{ state: 'terminated', termination: { mode: 'CUSTOMER_SERVICE_TERMINATE' } }] },
  });
});

test('the request log tells what was asked and answered', async () => {
  const { code } = await bench.merchant.preEntrustSign();
  await bench.merchant.call('GET', bench.merchant.paths.contract(code));
  expect(await send('GET', '/requests')).toMatchObject({
    json: {
      requests: [
        { operation: 'preEntrustSign', method: 'POST', status: 200, body: { out_contract_code: code } },
        {
          operation: 'queryContract',
          status: 403,
          code: 'CONTRACT_NOT_EXIST',
          requestId: expect.any(String),
        },
      ],
    },
  });
});

test('a reset clears everything but the keys', async () => {
  const { merchant, simulator } = bench;
  const before = simulator.config();
  const { code } = await merchant.preEntrustSign();
  await merchant.control('POST', `/contracts/${code}/sign`);
  await merchant.control('PUT', '/faults', [{ operation: 'echo', kind: 'timeout' }]);
  await merchant.control('PUT', '/notifications', { drop: true });
  await merchant.control('PUT', '/clock', { advanceSeconds: 1000, scale: 5 });
  await merchant.control('POST', '/reset');
  expect(simulator.config()).toEqual(before);
  for (const name of ['contracts', 'requests', 'notifications', 'faults']) {
    expect((await send('GET', `/${name}`)).json).toEqual({ [name]: [] });
  }
  expect(await merchant.control('PUT', '/clock')).toMatchObject({ scale: 1 });
  expect((await merchant.call('GET', merchant.paths.contract(code))).status).toBe(403);
});

describe('refusals', () => {
  test.each([
    ['POST', '/codes', { user: '' }],
    ['POST', '/codes', { user: 'ming', age: 7 }],
    ['POST', '/codes', []],
    ['POST', '/reset', { now: true }],
    ['PUT', '/notifications', { corrupt: 'everything' }],
    ['PUT', '/notifications', { duplicate: -1 }],
    ['PUT', '/notifications', { key: 2 }],
    ['PUT', '/faults', {}],
    ['PUT', '/faults', [{ operation: 'pay' }]],
    ['PUT', '/faults', [{ operation: 'echo', kind: 'explode' }]],
    ['PUT', '/clock', { advanceSeconds: -1 }],
    ['PUT', '/settings', { queryOfUnsigned: 'PERHAPS' }],
    ['POST', '/notifications', { url: 'http://example.com/' }],
  ] as const)('400 for %s %s %j, saying what is wrong', async (method, path, body) => {
    const reply = await send(method, path, json, JSON.stringify(body));
    expect(reply).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_request', issues: [expect.any(String)] } },
    });
  });

  test('400 for a body that is not JSON and a query that is not known', async () => {
    expect((await send('POST', '/codes', json, '{')).status).toBe(400);
    expect((await send('GET', '/notifications?wait=61')).status).toBe(400);
    expect((await send('GET', '/config?keys=none')).status).toBe(400);
  });

  test.each([{}, { 'Content-Type': 'text/plain' }, { 'Content-Type': 'application/x-www-form-urlencoded' }])(
    '415 for the headers %j',
    async (headers) => {
      expect((await send('POST', '/codes', headers, '{"user":"ming"}')).status).toBe(415);
      expect((await send('POST', '/reset', headers)).status).toBe(415);
    },
  );

  test('404 for a session or a contract that is not there', async () => {
    expect((await send('GET', '/sign-sessions/none')).status).toBe(404);
    expect((await act('/contracts/none/sign')).status).toBe(404);
    expect((await act('/contracts/none/terminate')).status).toBe(404);
  });

  test.each(['evil.example', 'evil.example:9080', '192.168.1.2', ''])('403 for the Host %j', async (host) => {
    const { statusCode, body } = await request(`${bench.simulator.url}/_simulator/config`, {
      headers: { host },
    });
    await body.dump();
    expect([400, 403]).toContain(statusCode);
  });

  test.each(['localhost', 'localhost:1', '127.0.0.1:80', '[::1]:9080'])(
    'the Host %j is fine',
    async (host) => {
      const { statusCode, body } = await request(`${bench.simulator.url}/_simulator/config`, {
        headers: { host },
      });
      await body.dump();
      expect(statusCode).toBe(200);
    },
  );
});

describe('whatever is refused', () => {
  const chineseFirst = /^[^A-Za-z]*[\u4e00-\u9fff][^\n]*[\u4e00-\u9fff。][^\n]*[A-Za-z]{3}/;
  const inState = async (...actions: string[]) => {
    const { code } = await bench.merchant.preEntrustSign();
    for (const action of actions) await act(`/contracts/${code}/${action}`);
    return `/contracts/${code}`;
  };

  test.each<[what: string, status: number, ask: () => Promise<{ status: number; json: unknown }>]>([
    ['an unknown code', 404, () => act('/contracts/nobody/sign')],
    ['an unknown session', 404, () => send('GET', '/sign-sessions/nobody')],
    ['what is signed already', 409, async () => act(`${await inState('sign')}/sign`)],
    ['what has expired', 409, async () => act(`${await inState('expire')}/sign`)],
    ['the end of what is not signed', 409, async () => act(`${await inState()}/terminate`)],
    ['somebody else’s', 409, async () => act(`${await inState()}/sign`, { user: 'nobody' })],
    ['a code that is none', 401, async () => act(`${await inState()}/sign`, { code: 'x' })],
    ['a value out of its range', 400, () => send('PUT', '/clock', json, '{"scale":-1}')],
    ['a field that is none', 400, () => send('PUT', '/clock', json, '{"speed":1}')],
    ['what only one of may be', 400, () => act('/contracts/x/sign', { user: 'a', code: 'b' })],
    ['no JSON', 400, () => send('PUT', '/clock', json, '{')],
    ['another type', 415, () => send('PUT', '/clock', {}, '{}')],
    ['a body that is too large', 400, () => send('PUT', '/clock', json, ' '.repeat(70_000))],
    ['a call that is none', 404, () => act('/contract/x/sign')],
    ['a path that is none', 404, () => bench.merchant.send('GET', '/', {})],
    ['another method', 404, () => send('GET', '/contracts/x/sign')],
    ['another host', 403, () => send('GET', '/config', { Host: 'elsewhere.example' })],
  ])('says so in Chinese, then in English: %s', async (_what, status, ask) => {
    const answer = await ask();
    const { error } = answer.json as { error: { code: string; message: string; issues?: string[] } };
    expect([answer.status, error.message]).toEqual([status, expect.stringMatching(chineseFirst)]);
    for (const issue of error.issues ?? []) expect(issue).toMatch(/[\u4e00-\u9fff].*[A-Za-z]{3}/);
  });

  test('in its way, the contract that is in force, too', async () => {
    const user = { user: 'ming' };
    const { env } = bench.merchant;
    const sessionOf = async () => {
      const { code } = await bench.merchant.control<{ code: string }>('POST', '/codes', user);
      const query = `appid=${env.SUB_APPID}&secret=${env.LOGIN_APP_SECRET}&js_code=${code}&grant_type=authorization_code`;
      const { json: session } = await bench.merchant.send('GET', `/sns/jscode2session?${query}`, {});
      return (await bench.merchant.preEntrustSign({ sub_openid: session.openid })).code;
    };
    expect(await act(`/contracts/${await sessionOf()}/sign`, user)).toMatchObject({ status: 200 });
    expect(await act(`/contracts/${await sessionOf()}/sign`, user)).toMatchObject({
      status: 409,
      json: { error: { code: 'already_signed', message: expect.stringMatching(chineseFirst) } },
    });
  });
});

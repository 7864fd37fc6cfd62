import { createSimulator } from '../index';
import { createMerchant } from '../testing/merchant';
import { startBench } from '../testing/start';

const bench = startBench();
const act = (path: string, body: object = {}) =>
  bench.merchant.send(
    'POST',
    `/_simulator${path}`,
    { 'Content-Type': 'application/json' },
    JSON.stringify(body),
  );

/** The openid of whoever's code this is, in the sub-merchant's app. */
async function openidOf(code: string, merchant = bench.merchant) {
  const query = `appid=${merchant.env.SUB_APPID}&secret=${merchant.env.LOGIN_APP_SECRET}&js_code=${code}`;
  const path = `/sns/jscode2session?${query}&grant_type=authorization_code`;
  return String((await merchant.send('GET', path, {})).json.openid);
}

/** A session for this user, and codes of anybody in the signing mini-program. */
async function sessionOf(user: string) {
  const { merchant } = bench;
  const codeOf = async (name: string, appid?: string) =>
    (await merchant.control<{ code: string }>('POST', '/codes', { user: name, ...(appid && { appid }) }))
      .code;
  const { id, code } = await merchant.preEntrustSign({ sub_openid: await openidOf(await codeOf(user)) });
  return { id, code, codeOf };
}

test('opens for its user, told from a code of the signing mini-program, and shows what is signed', async () => {
  const { id, code, codeOf } = await sessionOf('ming');
  expect(await act(`/sign-sessions/${id}/open`, { code: await codeOf('ming') })).toMatchObject({
    status: 200,
    json: {
      outContractCode: code,
      state: 'pending',
      providerName: '示例服务商',
      serviceName: '示例服务',
      displayAccount: '微信用户',
      expiresAt: expect.stringMatching(/^\d{4}-.+Z$/),
    },
  });
  expect(await act(`/sign-sessions/${id}/sign`, { code: await codeOf('ming') })).toMatchObject({
    status: 200,
    json: { extraData: { return_code: 'SUCCESS' } },
  });
});

test.each(['open', 'sign', 'abandon', 'fail'])('refuses to %s for each reason apart', async (action) => {
  const { id, code, codeOf } = await sessionOf('ming');
  const refusal = async (path: string, body: object) => {
    const { status, json: answer } = await act(path, body);
    return [status, (answer.error as { code: string }).code];
  };
  const path = `/sign-sessions/${id}/${action}`;
  expect(await refusal(path, { code: await codeOf('hong') })).toEqual([409, 'wrong_user']);
  expect(await refusal(path, { code: 'never-issued' })).toEqual([401, 'invalid_code']);
  expect(await refusal(path, { code: await codeOf('ming', 'wxd678efh567hg6787') })).toEqual([
    401,
    'invalid_code',
  ]);
  expect(await refusal(path, { code: 'c', user: 'ming' })).toEqual([400, 'invalid_request']);
  expect(await refusal(`/sign-sessions/none/${action}`, { code: 'c' })).toEqual([404, 'unknown']);
  await act(`/contracts/${code}/expire`);
  expect(await refusal(path, { code: await codeOf('ming') })).toEqual([409, 'expired']);
  const other = await sessionOf('ming');
  await act(`/contracts/${other.code}/sign`);
  expect(await refusal(`/sign-sessions/${other.id}/${action}`, { code: await codeOf('ming') })).toEqual([
    409,
    'used',
  ]);
  await act(`/contracts/${other.code}/terminate`);
  expect(await refusal(`/sign-sessions/${other.id}/${action}`, { code: await codeOf('ming') })).toEqual([
    409,
    'used',
  ]);
});

test('is not signed by a code that is used up', async () => {
  const { id, codeOf } = await sessionOf('ming');
  const code = await codeOf('ming');
  expect(await act(`/sign-sessions/${id}/open`, { code })).toMatchObject({ status: 200 });
  expect(await act(`/sign-sessions/${id}/sign`, { code })).toMatchObject({ status: 401 });
});

test('shows the name of the provider, never the sub-merchant’s, and the service’s', async () => {
  const own = {
    subMchid: '1900000109',
    subAppid: 'wxd678efh567hg6787',
    subAppSecret: 'secret',
    serviceId: 1,
    serviceName: '骑行',
  };
  const simulator = await createSimulator({ providerName: '单车平台', merchants: [own] });
  try {
    const merchant = createMerchant(simulator);
    const { id } = await merchant.preEntrustSign();
    expect(await merchant.control('GET', `/sign-sessions/${id}`)).toMatchObject({
      providerName: '单车平台',
      serviceName: '骑行',
    });
  } finally {
    await simulator.close();
  }
});

test('opens, with foreign codes allowed, for the one user whose they all are', async () => {
  const simulator = await createSimulator({ foreignCodes: true });
  try {
    const merchant = createMerchant(simulator);
    const { id } = await merchant.preEntrustSign({
      sub_openid: await openidOf('fromDevTools', merchant),
    });
    const open = `/sign-sessions/${id}/open`;
    expect(await merchant.control('POST', open, { code: 'another' })).toMatchObject({ state: 'pending' });
    const { code } = await merchant.control<{ code: string }>('POST', '/codes', { user: 'ming' });
    await expect(merchant.control('POST', open, { code })).rejects.toThrow('wrong_user');
  } finally {
    await simulator.close();
  }
});

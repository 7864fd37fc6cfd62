import { startBench } from '../testing/start';

const bench = startBench();

async function signed() {
  const { merchant } = bench;
  const begun = await merchant.preEntrustSign();
  await merchant.control('POST', `/contracts/${begun.code}/sign`);
  return begun.code;
}

function terminate(code: string, body: unknown = { contract_termination_remark: '用户申请' }) {
  const { merchant } = bench;
  return merchant.call('POST', `${merchant.paths.contract(code)}/terminate`, { body });
}

describe('query', () => {
  test.each<[string, () => Promise<string>, number]>([
    ['a code never heard of', async () => 'neverHeardOf', 12535],
    ['a code that is not signed yet', async () => (await bench.merchant.preEntrustSign()).code, 12535],
    ['a contract of another service', async () => signed(), 12536],
  ])('%s: 403 CONTRACT_NOT_EXIST, as of a sibling product', async (_, code, serviceId) => {
    const { merchant } = bench;
    const reply = await merchant.call('GET', merchant.paths.contract(await code(), serviceId));
    expect(reply).toMatchObject({ status: 403, json: { code: 'CONTRACT_NOT_EXIST' } });
  });

  test('a terminated contract says when, how and why', async () => {
    const { merchant } = bench;
    const code = await signed();
    await merchant.control('POST', `/contracts/${code}/terminate`, { remark: '不想用了' });
    expect((await merchant.call('GET', merchant.paths.contract(code))).json).toMatchObject({
      contract_state: 'TERMINATED',
      contract_signed_time: expect.any(String),
      contract_terminate_info: {
        contract_termination_mode: 'USER_TERMINATE',
        contract_terminated_time: expect.stringMatching(/\+08:00$/),
        contract_termination_remark: '不想用了',
      },
    });
  });

  test('the provider’s side is named even when only sub_openid was given, by an openid of the provider’s app', async () => {
    const { merchant } = bench;
    const login = async (appid: string | undefined, secret: string) => {
      const { code } = await merchant.control<{ code: string }>('POST', '/codes', { user: 'ming' });
      const query = new URLSearchParams({
        appid: appid ?? '',
        secret,
        js_code: code,
        grant_type: 'authorization_code',
      });
      return (await merchant.send('GET', `/sns/jscode2session?${query}`, {})).json.openid;
    };
    const spSecret = bench.simulator.config({ loginApp: 'sp' }).LOGIN_APP_SECRET ?? '';
    const subOpenid = await login(merchant.env.SUB_APPID, merchant.env.LOGIN_APP_SECRET ?? '');
    const { code } = await merchant.preEntrustSign({ sub_openid: subOpenid });
    await merchant.control('POST', `/contracts/${code}/sign`, { user: 'ming' });
    expect((await merchant.call('GET', merchant.paths.contract(code))).json).toMatchObject({
      openid: await login(merchant.env.SP_APPID, spSecret),
      sub_openid: subOpenid,
    });
  });
});

describe('terminate', () => {
  test('a signed contract: 200, a TERMINATED query and a notification', async () => {
    const { merchant, receiver } = bench;
    const { code } = await merchant.preEntrustSign({ notify_url: receiver.url });
    await merchant.control('POST', `/contracts/${code}/sign`);
    const reply = await terminate(code);
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      mchid: merchant.env.WECHATPAY_MCHID,
      service_id: 12535,
      out_contract_code: code,
    });
    expect((await merchant.call('GET', merchant.paths.contract(code))).json).toMatchObject({
      contract_state: 'TERMINATED',
      contract_terminate_info: {
        contract_termination_mode: 'MCH_API_TERMINATE',
        contract_termination_remark: '用户申请',
      },
    });
    const sent = `/notifications?outContractCode=${code}&eventType=ENTRUST.TERMINATE&state=delivered&wait=10`;
    expect(await merchant.control('GET', sent)).toMatchObject({
      notifications: [{ resource: { contract_state: 'TERMINATED' } }],
    });
  });

  test('twice: 400 INVALID_REQUEST (assumed)', async () => {
    const code = await signed();
    await terminate(code);
    expect(await terminate(code)).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  });

  test('not signed: 403 CONTRACT_NOT_EXIST, as of a sibling product', async () => {
    const { code } = await bench.merchant.preEntrustSign();
    expect(await terminate(code)).toMatchObject({ status: 403, json: { code: 'CONTRACT_NOT_EXIST' } });
  });

  test.each([
    [{}],
    [{ contract_termination_remark: '' }],
    [{ contract_termination_remark: '字'.repeat(257) }],
    [{ contract_termination_remark: 'a', extra: 1 }],
  ])('the body %j: 400 PARAM_ERROR', async (body) => {
    expect(await terminate(await signed(), body)).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR' },
    });
  });
});

import { type Kit, startKit } from './kit';

let kit: Kit;
afterEach(() => kit.close());

const FIRST = { subMchid: '1900000109', appId: 'wxd678efh567hg6787', serviceId: 12535 };
const SECOND = { subMchid: '1900000110', appId: 'wxd678efh567hg6788', serviceId: 12536 };
const PROVIDER = 'wx8888888888888888';

/** A person who has logged in to one merchant's app. */
async function loginTo({ subMchid, appId }: { subMchid: string; appId: string }, user = 'somebody') {
  const { body } = await kit.client().login(await kit.control.code(user, appId), { subMchid });
  return kit.client(body.token);
}

async function preSignOf(outContractCode: string) {
  const requests = await kit.control.requests();
  return requests.find(({ body }) => body?.out_contract_code === outContractCode)?.body;
}

describe('with several merchants, each with an app of its own', () => {
  beforeEach(async () => {
    kit = await startKit({ config: { merchants: 'list' } });
  });

  it.each([
    ['nothing', {}],
    ['an unknown merchant', { subMchid: '1900000999' }],
    ['an unknown app', { appId: 'wx0000000000000000' }],
    ['the app of another merchant', { subMchid: FIRST.subMchid, appId: SECOND.appId }],
    ['the provider’s app', { subMchid: FIRST.subMchid, appId: PROVIDER }],
  ])('a login that names %s is refused, and its code is not used up', async (_, choice) => {
    const code = await kit.control.code('somebody');
    const { status, error } = await kit.client().login(code, choice);
    expect([status, error]).toEqual([400, 'merchant_required']);
    expect((await kit.client().login(code, { subMchid: FIRST.subMchid })).status).toBe(200);
  });

  it.each([
    ['merchant', { subMchid: SECOND.subMchid }],
    ['app', { appId: SECOND.appId }],
    ['merchant and app', { subMchid: SECOND.subMchid, appId: SECOND.appId }],
  ])('a login that names its %s signs with that merchant', async (_, choice) => {
    const { body } = await kit.client().login(await kit.control.code('somebody', SECOND.appId), choice);
    const { outContractCode } = (await kit.client(body.token).create()).body;
    expect(await preSignOf(outContractCode)).toEqual({
      sp_appid: PROVIDER,
      sub_mchid: SECOND.subMchid,
      sub_appid: SECOND.appId,
      sub_openid: expect.any(String),
      service_id: SECOND.serviceId,
      out_contract_code: outContractCode,
      notify_url: `${kit.url}/notifications/wechatpay`,
      contract_display_account: '微信用户',
    });
    await kit.control.sign(outContractCode);
    expect(await kit.event(outContractCode, 'signed')).toMatchObject(SECOND);
  });

  it('one person has a contract with each, and sees only that of the merchant they logged in to', async () => {
    const [first, second] = [await loginTo(FIRST), await loginTo(SECOND)];
    const [one, two] = [await kit.contract(first), await kit.contract(second)];
    expect((await first.contracts()).body.contracts.map(({ outContractCode }) => outContractCode)).toEqual([
      one,
    ]);
    expect((await second.contracts()).body.contracts.map(({ outContractCode }) => outContractCode)).toEqual([
      two,
    ]);
    expect([(await first.get(two)).status, (await second.terminate(one)).status]).toEqual([404, 404]);
    expect((await first.terminate(one)).status).toBe(200);
    expect((await second.create()).error).toBe('already_signed');
    expect((await first.create()).status).toBe(201);
  });

  it('a notification that gives one merchant’s contract to another is refused', async () => {
    const user = await loginTo(FIRST);
    const { outContractCode } = (await user.create()).body;
    const report = await kit.report(outContractCode);
    for (const change of [
      { sub_mchid: SECOND.subMchid },
      { sub_mchid: SECOND.subMchid, service_id: SECOND.serviceId, sub_appid: SECOND.appId },
    ]) {
      expect((await kit.forge({ resource: { ...report, ...change } })).status).toBe(400);
    }
    expect((await user.get(outContractCode)).body.status).toBe('ready');
  });

  it('an unknown contract comes back to the merchant that it names; one of mixed merchants to nobody', async () => {
    const [first, second] = [await loginTo(FIRST), await loginTo(SECOND)];
    const { outContractCode } = (await second.create()).body;
    const report = await kit.report(outContractCode);
    await kit.forge({ resource: { ...report, out_contract_code: 'lost1' } });
    expect(await kit.event('lost1', 'signed')).toMatchObject(SECOND);
    expect((await second.get('lost1')).body.status).toBe('signed');
    await kit.forge({ resource: { ...report, out_contract_code: 'lost2', service_id: FIRST.serviceId } });
    expect([(await first.get('lost2')).status, (await second.get('lost2')).status]).toEqual([404, 404]);
  });

  it('a login of a merchant that is no longer configured signs nothing', async () => {
    const user = await loginTo(SECOND);
    const outContractCode = await kit.contract(user);
    const { body } = await kit
      .client()
      .login(await kit.control.code('new', SECOND.appId), { subMchid: SECOND.subMchid });
    const merchants: { subMchid: string }[] = JSON.parse(kit.env.MERCHANTS!);
    await kit.restartServer({
      MERCHANTS: JSON.stringify(merchants.filter(({ subMchid }) => subMchid === FIRST.subMchid)),
    });
    const refused = await kit.client(body.token).create();
    expect([refused.status, refused.error]).toEqual([401, 'unauthorized']);
    // What was signed is still theirs to see and to end.
    expect((await user.contracts()).body.contracts).toMatchObject([{ outContractCode, status: 'signed' }]);
    expect((await user.terminate(outContractCode)).body.status).toBe('terminated');
  });
});

describe('with several merchants in the provider’s app', () => {
  beforeEach(async () => {
    kit = await startKit({ config: { merchants: 'list', loginApp: 'sp' } });
  });

  it('the app leaves the merchant open, and the merchant does not', async () => {
    const code = await kit.control.code('somebody', PROVIDER);
    const open = await kit.client().login(code, { appId: PROVIDER });
    expect([open.status, open.error]).toEqual([400, 'merchant_required']);
    expect((await kit.client().login(code, { appId: PROVIDER, subMchid: SECOND.subMchid })).status).toBe(200);
  });

  it('the same openid is another person at each merchant', async () => {
    const [first, second] = [
      await loginTo({ ...FIRST, appId: PROVIDER }),
      await loginTo({ ...SECOND, appId: PROVIDER }),
    ];
    const one = await kit.contract(first);
    expect((await second.get(one)).status).toBe(404);
    const created = await second.create();
    expect(created.status).toBe(201);
    const [mine, theirs] = [await preSignOf(one), await preSignOf(created.body.outContractCode)];
    expect(mine).toMatchObject({ sp_openid: theirs?.sp_openid, sub_mchid: FIRST.subMchid });
    expect(theirs?.sub_mchid).toBe(SECOND.subMchid);
  });
});

describe('with one merchant in the provider’s app', () => {
  beforeEach(async () => {
    kit = await startKit({ config: { loginApp: 'sp' } });
  });

  it('pre-signs with the openid of that app, and compares only that', async () => {
    const user = await kit.login();
    const { outContractCode } = (await user.create()).body;
    const preSign = await preSignOf(outContractCode);
    expect(preSign).toMatchObject({ sp_openid: expect.any(String), sub_appid: FIRST.appId });
    expect(preSign).not.toHaveProperty('sub_openid');

    const report = await kit.report(outContractCode);
    expect((await kit.forge({ resource: { ...report, sp_openid: 'oSomebodyElse' } })).status).toBe(400);
    expect(
      (await kit.forge({ resource: { ...report, sp_openid: undefined, openid: 'oSomebodyElse' } })).status,
    ).toBe(400);
    expect((await user.get(outContractCode)).body.status).toBe('ready');
    expect((await kit.forge({ resource: { ...report, sub_openid: 'oTheSamePersonThere' } })).status).toBe(
      204,
    );
    expect(await kit.event(outContractCode, 'signed')).toMatchObject({
      appId: PROVIDER,
      openid: preSign?.sp_openid,
    });
  });

  it('gives a lost contract back to the person of that app', async () => {
    const user = await kit.login();
    const report = await kit.report((await user.create()).body.outContractCode);
    await kit.forge({
      resource: { ...report, out_contract_code: 'lost', sub_openid: 'oTheSamePersonThere' },
    });
    expect((await user.get('lost')).body.status).toBe('signed');
  });

  it('takes its app’s name at the login, and no other', async () => {
    const code = await kit.control.code('somebody');
    expect((await kit.client().login(code, { appId: FIRST.appId })).error).toBe('merchant_required');
    expect((await kit.client().login(code, { appId: PROVIDER, subMchid: FIRST.subMchid })).status).toBe(200);
  });
});

it('a lost contract that does not name its person in our app is recorded, with its event, for nobody to see', async () => {
  kit = await startKit();
  const user = await kit.login();
  const { sub_openid, ...report } = await kit.report((await user.create()).body.outContractCode);
  const resource = { ...report, out_contract_code: 'lost', sp_openid: 'oThePersonInTheProvidersApp' };
  expect((await kit.forge({ resource })).status).toBe(204);
  expect(await kit.event('lost', 'signed')).toMatchObject({ contractId: report.contract_id, openid: '' });
  expect((await user.get('lost')).status).toBe(404);
});

import { startBench } from '../testing/start';

const bench = startBench();

describe('400 PARAM_ERROR names the field', () => {
  test.each([
    ['sp_appid', ''],
    ['sp_appid', 'w'.repeat(33)],
    ['sp_openid', 'o'.repeat(129)],
    ['sub_openid', 'not an openid'],
    ['sub_mchid', '1'.repeat(33)],
    ['sub_appid', undefined],
    ['service_id', '12535'],
    ['service_id', 1.5],
    ['service_id', undefined],
    ['out_contract_code', 'a'.repeat(33)],
    ['out_contract_code', 'a_b-c'],
    ['out_contract_code', ''],
    ['notify_url', 'http://example.com/notify'],
    ['notify_url', 'https://example.com/notify?a=1'],
    ['notify_url', 'https://example.com/notify#a'],
    ['notify_url', 'https://example.com'],
    ['notify_url', 'https://user:pass@example.com/notify'],
    ['notify_url', 'https://192.168.1.2/notify'],
    ['notify_url', 'ftp://127.0.0.1/notify'],
    ['notify_url', `https://example.com/${'n'.repeat(240)}`],
    ['notify_url', 'notify'],
    ['contract_display_account', ''],
    ['contract_display_account', '十一个汉字共三十三个字节'],
    ['contract_display_account', 'smile 😀'],
    ['contract_display_account', 'line\nbreak'],
  ])('%s %j', async (field, value) => {
    const { reply } = await bench.merchant.preEntrustSign({ [field]: value });
    expect(reply).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', detail: { field: `/${field}`, location: 'body' } },
    });
  });

  test('no openid at all', async () => {
    const { reply } = await bench.merchant.preEntrustSign({ sub_openid: undefined });
    expect(reply).toMatchObject({ status: 400, json: { detail: { field: '/sub_openid' } } });
  });

  test('a field that is not documented, by its published inner code', async () => {
    const { reply } = await bench.merchant.preEntrustSign({ sp_mchid: '1900000100' });
    expect(reply).toMatchObject({ status: 400, json: { detail: { field: '/sp_mchid' } } });
    expect(reply.headers['request-id']).toMatch(/-270924358$/);
  });

  test.each(['{', '[]', 'null', '"text"', ''])('the body %j', async (rawBody) => {
    const { reply } = await bench.merchant.preEntrustSign({}, { rawBody });
    expect(reply).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  });

  test('a body over 64 KiB', async () => {
    const { reply } = await bench.merchant.preEntrustSign({}, { rawBody: ' '.repeat(70_000) });
    expect(reply.status).toBe(400);
  });
});

test.each<[string, Record<string, unknown>]>([
  ['the longest code', { out_contract_code: 'A'.repeat(32) }],
  ['a display account of 32 bytes', { contract_display_account: `${'字'.repeat(10)}ab` }],
  ['only the provider’s openid', { sub_openid: undefined, sp_openid: 'o'.repeat(128) }],
  ['both openids', { sp_openid: 'oSomebody' }],
  ['a public https address', { notify_url: 'https://yourapp.com/notify' }],
  ['an address on this machine', { notify_url: 'http://localhost:3000/notify' }],
])('accepted: %s', async (_, fields) => {
  expect((await bench.merchant.preEntrustSign(fields)).reply.status).toBe(200);
});

describe('permission', () => {
  test.each([
    ['an unknown sub-merchant', { sub_mchid: '1999999999' }],
    ['an app of another sub-merchant', { sub_appid: 'wxd678efh567hg6788' }],
    ['a service of another sub-merchant', { service_id: 12536 }],
  ])('403 NO_AUTH for %s', async (_, fields) => {
    const { reply } = await bench.merchant.preEntrustSign(fields);
    expect(reply).toMatchObject({ status: 403, json: { code: 'NO_AUTH' } });
    expect(reply.headers['request-id']).toMatch(/-268443701$/);
  });

  test('the second sub-merchant is permitted', async () => {
    const [, second] = JSON.parse(bench.simulator.config({ merchants: 'list' }).MERCHANTS ?? '');
    const { reply } = await bench.merchant.preEntrustSign({
      sub_mchid: second.subMchid,
      sub_appid: second.subAppid,
      service_id: second.serviceId,
    });
    expect(reply).toMatchObject({ status: 200, json: { sub_mchid: second.subMchid } });
  });

  test('an sp_appid that is not the provider’s', async () => {
    const { reply } = await bench.merchant.preEntrustSign({ sp_appid: 'wx0000000000000000' });
    expect(reply).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
    expect(reply.headers['request-id']).toMatch(/-268445527$/);
  });
});

describe('the same out_contract_code again (assumed)', () => {
  test('unsigned with the same fields: the same session', async () => {
    const first = await bench.merchant.preEntrustSign();
    const again = await bench.merchant.preEntrustSign(first.fields);
    expect(again.id).toBe(first.id);
  });

  test('unsigned with other fields: refused', async () => {
    const { code } = await bench.merchant.preEntrustSign();
    const { reply } = await bench.merchant.preEntrustSign({
      out_contract_code: code,
      contract_display_account: 'other',
    });
    expect(reply).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  });

  test('after its session has ended: a new session, and the old one is gone', async () => {
    const { merchant } = bench;
    const first = await merchant.preEntrustSign();
    await merchant.control('PUT', '/clock', { advanceSeconds: 7201 });
    const again = await merchant.preEntrustSign(first.fields);
    expect(again.reply.status).toBe(200);
    expect(again.id).not.toBe(first.id);
    expect((await merchant.send('GET', `/_simulator/sign-sessions/${first.id}`, {})).status).toBe(404);
  });

  test('signed or terminated: burnt', async () => {
    const { merchant } = bench;
    const { code, fields } = await merchant.preEntrustSign();
    await merchant.control('POST', `/contracts/${code}/sign`);
    expect((await merchant.preEntrustSign(fields)).reply).toMatchObject({ status: 400 });
    await merchant.control('POST', `/contracts/${code}/terminate`);
    expect((await merchant.preEntrustSign(fields)).reply).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST' },
    });
  });
});

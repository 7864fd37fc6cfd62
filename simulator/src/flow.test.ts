import { decrypt, fetchCertificate, isSignedBy } from './testing/merchant';
import { startBench } from './testing/start';

const bench = startBench();

test('a user signs: pre-sign, signing page, signed and encrypted notification, query', async () => {
  const { merchant, receiver } = bench;
  const { code, id, reply } = await merchant.preEntrustSign({ notify_url: receiver.url });
  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({
    pre_entrustweb_id: expect.stringMatching(/^[0-9A-Za-z]{1,128}$/),
    mchid: merchant.env.WECHATPAY_MCHID,
    sub_mchid: '1900000109',
    service_id: 12535,
    out_contract_code: code,
    sign_mp_appid: 'wxbd687630cd02ce1d',
    sign_mp_path: 'pages/PwdExemptContract/index',
  });

  const { extraData } = await merchant.control<{ extraData: { contract_id: string } }>(
    'POST',
    `/sign-sessions/${id}/sign`,
  );
  expect(extraData).toMatchObject({ return_code: 'SUCCESS' });

  const { notifications } = await merchant.control<{ notifications: { state: string; eventType: string }[] }>(
    'GET',
    `/notifications?outContractCode=${code}&state=delivered&wait=10`,
  );
  expect(notifications).toMatchObject([{ eventType: 'ENTRUST.SIGN', outContractCode: code }]);
  const [sent] = receiver.received;
  if (sent === undefined) throw new Error('nothing was received');
  const { pem, serial } = await fetchCertificate(merchant);
  expect(sent.headers['wechatpay-serial']).toBe(serial);
  expect(isSignedBy(pem, sent.headers, sent.text)).toBe(true);
  const envelope = JSON.parse(sent.text);
  expect(envelope).toMatchObject({
    id: expect.stringMatching(/^.{32,36}$/),
    create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
    event_type: 'ENTRUST.SIGN',
    resource_type: 'encrypt-resource',
    resource: { original_type: 'entrust', algorithm: 'AEAD_AES_256_GCM' },
  });
  const resource = JSON.parse(decrypt(envelope.resource, merchant.env.WECHATPAY_APIV3_KEY ?? ''));
  expect(resource).toEqual({
    sp_mchid: merchant.env.WECHATPAY_MCHID,
    sub_mchid: '1900000109',
    contract_id: extraData.contract_id,
    sp_appid: merchant.env.SP_APPID,
    sub_appid: merchant.env.SUB_APPID,
    sp_openid: expect.stringMatching(/^o.{27}$/),
    sub_openid: 'oTestUser00000000000000000_-',
    service_id: 12535,
    out_contract_code: code,
    contract_display_account: '微信用户',
    contract_state: 'SIGNED',
    contract_signed_time: expect.stringMatching(/\+08:00$/),
  });

  const query = await merchant.call('GET', merchant.paths.contract(code));
  expect(query.status).toBe(200);
  expect(query.json).toEqual({
    mchid: resource.sp_mchid,
    contract_id: resource.contract_id,
    appid: resource.sp_appid,
    openid: resource.sp_openid,
    sub_appid: resource.sub_appid,
    sub_openid: resource.sub_openid,
    service_id: 12535,
    out_contract_code: code,
    contract_display_account: '微信用户',
    contract_state: 'SIGNED',
    contract_signed_time: resource.contract_signed_time,
  });
});

test('a user abandons: no notification, the query knows no contract, and the same session can be signed later', async () => {
  const { merchant, receiver } = bench;
  const { code, id } = await merchant.preEntrustSign({ notify_url: receiver.url });
  expect(await merchant.control('POST', `/sign-sessions/${id}/abandon`)).toMatchObject({
    contract: { state: 'abandoned' },
    extraData: null,
  });
  const query = await merchant.call('GET', merchant.paths.contract(code));
  expect(query).toMatchObject({ status: 403, json: { code: 'CONTRACT_NOT_EXIST' } });
  expect(await merchant.control('GET', '/notifications')).toEqual({ notifications: [] });
  expect(await merchant.control('POST', `/contracts/${code}/sign`)).toMatchObject({
    contract: { state: 'signed' },
  });
});

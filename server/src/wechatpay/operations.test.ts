import {
  createPrivateKey,
  publicKey,
  signatureHeaders,
  signedReply,
  wireContract,
} from '../../test/fake-platform';
import type { Reply } from '../../test/fake-upstream';
import { useWechatPay } from '../../test/wechatpay-client';
import { mayEndContract } from '.';

const open = useWechatPay();
const contract = { serviceId: 12535, outContractCode: 'wxwtdk20200910100000' };
const contractPath =
  '/v3/password-exempt-contract/contracts/service-id/12535/out-contract-code/wxwtdk20200910100000';

async function facing(reply: () => Reply) {
  const upstream = await open.upstream(reply);
  return { upstream, ...open.client({ baseUrl: upstream.url }) };
}

describe('preEntrustSign', () => {
  const request = {
    spAppid: 'wxd678efh567hg6787',
    subMchid: '1900000109',
    subAppid: 'wx8888888888888888',
    ...contract,
    notifyUrl: 'https://merchant.example.com/notifications/wechatpay',
    contractDisplayAccount: '微信代扣用户A',
  };
  const answer = {
    pre_entrustweb_id: '5778aadY9nltAsZzXixCkFIGYnV2V',
    mchid: '1900000001',
    sub_mchid: '1900000109',
    service_id: 12535,
    out_contract_code: 'wxwtdk20200910100000',
    sign_mp_appid: 'wxbd687630cd02ce1d',
    sign_mp_path: 'pages/PwdExemptContract/index',
    something_new: { any: 'thing' },
  };

  test.each([
    ['subOpenid', 'sub_openid'],
    ['spOpenid', 'sp_openid'],
  ])('sends the documented fields, with %s, and gives the documented answer', async (name, wireName) => {
    const { wechatPay, upstream } = await facing(() => signedReply(answer));
    await expect(wechatPay.preEntrustSign({ ...request, [name]: 'oUpF8uMuAJO' })).resolves.toEqual({
      preEntrustwebId: '5778aadY9nltAsZzXixCkFIGYnV2V',
      mchid: '1900000001',
      subMchid: '1900000109',
      serviceId: 12535,
      outContractCode: 'wxwtdk20200910100000',
      signMpAppid: 'wxbd687630cd02ce1d',
      signMpPath: 'pages/PwdExemptContract/index',
    });
    const [{ method, path, body } = { body: '' }] = upstream.requests;
    expect({ method, path }).toEqual({
      method: 'POST',
      path: '/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program',
    });
    expect(JSON.parse(body)).toEqual({
      sp_appid: 'wxd678efh567hg6787',
      sub_mchid: '1900000109',
      sub_appid: 'wx8888888888888888',
      [wireName]: 'oUpF8uMuAJO',
      service_id: 12535,
      out_contract_code: 'wxwtdk20200910100000',
      notify_url: 'https://merchant.example.com/notifications/wechatpay',
      contract_display_account: '微信代扣用户A',
    });
  });
});

describe('queryContract', () => {
  test('gives the contract, whatever state it is in', async () => {
    for (const contract_state of ['SIGNED', 'TERMINATED', 'TO_BE_RENEWED']) {
      const { wechatPay, upstream } = await facing(() => signedReply(wireContract({ contract_state })));
      await expect(wechatPay.queryContract(contract)).resolves.toMatchObject({
        contract: {
          contractState: contract_state,
          contractId: '123124412412423431',
          contractSignedTime: '2020-09-10T05:29:35.000Z',
          spOpenid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
        },
      });
      expect(upstream.requests).toMatchObject([{ method: 'GET', path: contractPath, body: '' }]);
      expect(upstream.requests[0]!.headers).not.toHaveProperty('content-type');
    }
  });

  const listed = ['CONTRACT_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'RESOURCE_NOT_FOUND', 'NOT_FOUND'];
  test.each(listed.flatMap((code) => [400, 403, 404].map((status) => [status, code] as const)))(
    'takes %d %s for no contract, signed or not, and tells by what',
    async (status, code) => {
      const answer = { code, message: '…' };
      const unsigned = await facing(() => ({ status, body: JSON.stringify(answer) }));
      await expect(unsigned.wechatPay.queryContract(contract)).resolves.toEqual({ contract: null, by: code });
      const signed = await facing(() => signedReply(answer, publicKey, status));
      await expect(signed.wechatPay.queryContract(contract)).resolves.toEqual({ contract: null, by: code });
      expect(signed.reports).toMatchObject([{ outcome: 'ok', httpStatus: status }]);
    },
  );

  test('takes a configured status and code for no contract, and only together', async () => {
    const ask = async (status: number, code: string) => {
      const upstream = await open.upstream(() => ({ status, body: JSON.stringify({ code }) }));
      const { wechatPay } = open.client({ baseUrl: upstream.url, noContractCodes: ['400:PARAM_ERROR'] });
      return wechatPay.queryContract(contract);
    };
    await expect(ask(400, 'PARAM_ERROR')).resolves.toEqual({ contract: null, by: 'PARAM_ERROR' });
    await expect(ask(404, 'CONTRACT_NOT_EXIST')).resolves.toEqual({
      contract: null,
      by: 'CONTRACT_NOT_EXIST',
    });
    await expect(ask(404, 'PARAM_ERROR')).rejects.toMatchObject({ kind: 'refused' });
    await expect(ask(400, 'INVALID_REQUEST')).rejects.toMatchObject({ kind: 'refused' });
  });

  test('tells in the log of an unlisted refusal what to set, with what is set already', async () => {
    const upstream = await open.upstream(() => ({ status: 400, body: '{"code":"PARAM_ERROR"}' }));
    const { wechatPay, logged } = open.client({
      baseUrl: upstream.url,
      noContractCodes: ['404:ORDER_NOT_EXIST'],
    });
    await expect(wechatPay.queryContract(contract)).rejects.toMatchObject({
      kind: 'refused',
      details: { httpStatus: 400, code: 'PARAM_ERROR' },
    });
    expect(logged.join()).toContain('WECHATPAY_NO_CONTRACT_CODES=404:ORDER_NOT_EXIST,400:PARAM_ERROR');
  });

  test.each([
    [403, '{"code":"NO_AUTH"}'],
    [401, '{"code":"SIGN_ERROR"}'],
    [401, '{"code":"CONTRACT_NOT_EXIST"}'],
    [404, '<html>'],
  ])('tells of a %d with %s nothing to set: it would be refused', async (status, body) => {
    const { wechatPay, logged } = await facing(() => ({ status, body }));
    await expect(wechatPay.queryContract(contract)).rejects.toMatchObject({ kind: 'refused' });
    expect(logged.join()).toContain('called WeChat Pay');
    expect(logged.join()).not.toContain('WECHATPAY_NO_CONTRACT_CODES');
  });

  test('only the two plainest words may end a contract in force, never one that an operator has added', () => {
    expect(mayEndContract({ contract: { outContractCode: 'a', contractState: 'SIGNED' } })).toBe(false);
    const words = [...listed, 'NOT_SIGNED', 'SIGN_FAILED', 'PARAM_ERROR'];
    expect(words.filter((by) => mayEndContract({ contract: null, by }))).toEqual([
      'CONTRACT_NOT_EXIST',
      'RESOURCE_NOT_EXISTS',
    ]);
  });

  test.each(['NOT_SIGNED', 'SIGN_FAILED'])('takes a verified 200 with %s for no contract', async (state) => {
    const answer = { service_id: 12535, out_contract_code: contract.outContractCode, contract_state: state };
    const { wechatPay } = await facing(() => signedReply(answer));
    await expect(wechatPay.queryContract(contract)).resolves.toEqual({ contract: null, by: state });
  });

  const body = JSON.stringify({ code: 'RESOURCE_NOT_EXISTS', message: '…' });
  const forged = { ...publicKey, privateKey: createPrivateKey() };
  const notAnAnswer: [string, Reply, object][] = [
    ['a 404 in HTML', { status: 404, body: '<html>' }, { kind: 'refused' }],
    ['an empty 404', { status: 404 }, { kind: 'refused' }],
    ['a 404 with another code', { status: 404, body: '{"code":"USER_NOT_EXIST"}' }, { kind: 'refused' }],
    ['a 400 with another code', { status: 400, body: '{"code":"PARAM_ERROR"}' }, { kind: 'refused' }],
    ['a 401 with that code', { status: 401, body }, { kind: 'refused' }],
    ['a 409 with that code', { status: 409, body }, { kind: 'refused' }],
    ['a 403 with another code', { status: 403, body: '{"code":"NO_AUTH"}' }, { kind: 'refused' }],
    ['a 429 with that code', { status: 429, body }, { kind: 'rate_limited' }],
    ['a 500 with that code', { status: 500, body }, { kind: 'unavailable' }],
    ['a 200 with that code', { status: 200, body }, { kind: 'unverified' }],
    [
      'a 404 with a wrong signature',
      { status: 404, body, headers: signatureHeaders(body, forged) },
      { kind: 'unverified' },
    ],
    [
      'a 404 with a part of a signature',
      { status: 404, body, headers: { 'wechatpay-serial': publicKey.serial } },
      { kind: 'unverified' },
    ],
    [
      'a 404 with the signature of another body',
      { status: 404, body, headers: signatureHeaders('{}') },
      { kind: 'unverified' },
    ],
    [
      'an unsigned 200 with NOT_SIGNED',
      { body: JSON.stringify(wireContract({ contract_state: 'NOT_SIGNED' })) },
      { kind: 'unverified' },
    ],
    [
      'NOT_SIGNED of another code',
      signedReply(wireContract({ contract_state: 'NOT_SIGNED', out_contract_code: 'x' })),
      { kind: 'unverified' },
    ],
  ];
  test.each(notAnAnswer)('does not take %s for no contract', async (_name, reply, error) => {
    const { wechatPay } = await facing(() => reply);
    await expect(wechatPay.queryContract(contract)).rejects.toMatchObject(error);
  });

  test.each([
    ['another code', { out_contract_code: 'other' }],
    ['another service', { service_id: 1 }],
    ['no service', { service_id: undefined }],
    ['no state', { contract_state: '' }],
    ['no contract id', { contract_id: undefined }],
    ['no time of signing', { contract_signed_time: undefined }],
    ['a time that is none', { contract_signed_time: '2020-09-31T00:00:00+08:00' }],
    ['a time without a zone', { contract_signed_time: '2020-09-10T13:29:35' }],
    [
      'a time of ending that is none',
      { contract_terminate_info: { contract_termination_mode: 'X', contract_terminated_time: 'now' } },
    ],
  ])('does not believe a contract with %s', async (_name, fields) => {
    const { wechatPay } = await facing(() => signedReply(wireContract(fields)));
    await expect(wechatPay.queryContract(contract)).rejects.toMatchObject({ kind: 'unverified' });
  });
});

describe('terminateContract', () => {
  const answer = { mchid: '1900000001', service_id: 12535, out_contract_code: contract.outContractCode };
  const terminate = { ...contract, remark: '用户申请解约' };

  test('sends the remark', async () => {
    const { wechatPay, upstream } = await facing(() => signedReply(answer));
    await expect(wechatPay.terminateContract(terminate)).resolves.toBeUndefined();
    expect(upstream.requests).toMatchObject([
      {
        method: 'POST',
        path: `${contractPath}/terminate`,
        body: '{"contract_termination_remark":"用户申请解约"}',
      },
    ]);
  });

  test('is refused with the code, even one that a query would take for no contract', async () => {
    const { wechatPay } = await facing(() => ({ status: 404, body: '{"code":"RESOURCE_NOT_EXISTS"}' }));
    await expect(wechatPay.terminateContract(terminate)).rejects.toMatchObject({
      kind: 'refused',
      details: { code: 'RESOURCE_NOT_EXISTS' },
    });
  });

  test('is not taken for done when the answer is about another contract or unsigned', async () => {
    for (const reply of [
      signedReply({ ...answer, out_contract_code: 'other' }),
      { body: JSON.stringify(answer) },
    ]) {
      const { wechatPay } = await facing(() => reply);
      await expect(wechatPay.terminateContract(terminate)).rejects.toMatchObject({ kind: 'unverified' });
    }
  });
});

describe('echo', () => {
  test('asks for a notification when given an address for it', async () => {
    const { wechatPay, upstream } = await facing(() => signedReply({ echo_message: 'hello' }));
    await wechatPay.echo({ echoMessage: 'hello' });
    await wechatPay.echo({ echoMessage: 'hello', notifyUrl: 'https://merchant.example.com/n' });
    expect(upstream.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ['/v3/security/echo', { echo_message: 'hello' }],
      ['/v3/security/echo', { echo_message: 'hello', notify_url: 'https://merchant.example.com/n' }],
    ]);
  });

  test('does not believe another message', async () => {
    const { wechatPay } = await facing(() => signedReply({ echo_message: 'goodbye' }));
    await expect(wechatPay.echo({ echoMessage: 'hello' })).rejects.toMatchObject({ kind: 'unverified' });
  });
});

import { createSimulator } from './index';
import { createMerchant, fetchCertificate, isSignedBy } from './testing/merchant';
import { startBench } from './testing/start';

const bench = startBench();
const set = (settings: object) => bench.merchant.control('PUT', '/settings', settings);
const query = (code: string) => bench.merchant.call('GET', bench.merchant.paths.contract(code));
const signing = (code: string, action = 'sign') =>
  bench.merchant.send(
    'POST',
    `/_simulator/contracts/${code}/${action}`,
    { 'Content-Type': 'application/json' },
    '{}',
  );
const preSign = async (more: object = {}) => (await bench.merchant.preEntrustSign({ ...more })).code;
const signed = async (more: object = {}) => {
  const code = await preSign(more);
  await bench.merchant.control('POST', `/contracts/${code}/sign`);
  return code;
};

describe('queryOfUnsigned: a query of a code that was never signed', () => {
  test.each([
    [404, 'RESOURCE_NOT_EXISTS'],
    [404, 'CONTRACT_NOT_EXIST'],
    [400, 'CONTRACT_NOT_EXIST'],
    [400, 'PARAM_ERROR'],
    [403, 'NO_AUTH'],
    [500, 'SYSTEM_ERROR'],
  ])('is answered %d %s', async (status, code) => {
    await set({ queryOfUnsigned: { status, code } });
    const answer = { status, json: { code, message: expect.any(String) } };
    expect(await query(await preSign())).toMatchObject(answer);
    expect(await query('neverHeardOf')).toMatchObject(answer);
    expect(await query(await signed())).toMatchObject({ status: 200, json: { contract_state: 'SIGNED' } });
  });

  test.each(['NOT_SIGNED', 'SIGN_FAILED'])('is answered 200 with %s, and no contract_id', async (state) => {
    await set({ queryOfUnsigned: { status: 200, contractState: state } });
    const reply = await query(await preSign());
    expect(reply).toMatchObject({ status: 200, json: { contract_state: state } });
    expect(reply.json).not.toHaveProperty('contract_id');
    expect(await query('neverHeardOf')).toMatchObject({ status: 403, json: { code: 'CONTRACT_NOT_EXIST' } });
  });

  test.each([
    { status: 200, code: 'CONTRACT_NOT_EXIST' },
    { status: 403, contractState: 'NOT_SIGNED' },
    { status: 302, code: 'FOUND' },
    'NOT_SIGNED',
  ])('cannot be %j', async (queryOfUnsigned) => {
    await expect(set({ queryOfUnsigned })).rejects.toThrow('400');
  });
});

describe('forgetsEnded: a contract that has ended', () => {
  test('is answered like one that was never signed', async () => {
    const [ended, inForce] = [await signed(), await signed({ sub_openid: 'oAnother' })];
    await signing(ended, 'terminate');
    await set({ forgetsEnded: true });
    expect(await query(ended)).toMatchObject({ status: 403, json: { code: 'CONTRACT_NOT_EXIST' } });
    expect(await query(inForce)).toMatchObject({ status: 200 });
    await set({ queryOfUnsigned: { status: 200, contractState: 'NOT_SIGNED' } });
    const { json } = await query(ended);
    expect(json).toMatchObject({ contract_state: 'NOT_SIGNED' });
    for (const name of ['contract_id', 'contract_signed_time', 'contract_terminate_info']) {
      expect(json).not.toHaveProperty(name);
    }
  });

  test('still cannot be signed or begun again', async () => {
    const { code, id, fields } = await bench.merchant.preEntrustSign();
    await signing(code);
    await signing(code, 'terminate');
    await set({ forgetsEnded: true });
    expect(await signing(code)).toMatchObject({ status: 409, json: { error: { code: 'used' } } });
    expect((await bench.merchant.preEntrustSign(fields)).reply.status).toBe(400);
    expect(id).not.toBe('undefined');
  });
});

describe('oneContractAUser: a user with a contract in force', () => {
  test('cannot sign another of the service; can leave, and sign once it has ended', async () => {
    const [first, second] = [await signed(), await preSign()];
    expect(await signing(second)).toMatchObject({
      status: 409,
      json: { error: { code: 'already_signed', message: expect.stringContaining(first) } },
    });
    expect(await query(second)).toMatchObject({ status: 403 });
    expect(await signing(second, 'abandon')).toMatchObject({ status: 200 });
    await signing(first, 'terminate');
    expect(await signing(second)).toMatchObject({ status: 200 });
  });

  test('can sign for another service, and hinders nobody else', async () => {
    await signed();
    const other = { sub_mchid: '1900000110', sub_appid: 'wxd678efh567hg6788', service_id: 12536 };
    await signed(other);
    await signed({ sub_openid: 'oAnother' });
  });

  test('counts for one service whatever the sub-merchant', async () => {
    const merchants = ['1900000109', '1900000110'].map((subMchid) => ({
      ...{ subMchid, subAppid: `wx${subMchid}`, subAppSecret: 's', serviceId: 7 },
    }));
    const simulator = await createSimulator({ merchants });
    try {
      const merchant = createMerchant(simulator);
      const sign = async ({ subMchid, subAppid }: { subMchid: string; subAppid: string }) => {
        const { code } = await merchant.preEntrustSign({
          ...{ sub_mchid: subMchid, sub_appid: subAppid, sp_openid: 'oProviderSide', sub_openid: undefined },
        });
        return merchant.control('POST', `/contracts/${code}/sign`);
      };
      await sign(merchants[0]!);
      await expect(sign(merchants[1]!)).rejects.toThrow('already_signed');
      await merchant.control('PUT', '/settings', { oneContractAUser: false });
      await sign(merchants[1]!);
    } finally {
      await simulator.close();
    }
  });
});

describe('platformCertificates: false', () => {
  test('there are none to fetch, and everything is signed with the public key', async () => {
    const { merchant, receiver } = bench;
    const { WECHATPAY_PUBLIC_KEY: publicKey = '', WECHATPAY_PUBLIC_KEY_ID } = merchant.env;
    const { serial } = await fetchCertificate(merchant);
    await set({ platformCertificates: false });
    const reply = await merchant.call('GET', '/v3/certificates');
    expect(reply).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } });
    expect(reply.headers['wechatpay-serial']).toBe(WECHATPAY_PUBLIC_KEY_ID);
    expect(isSignedBy(publicKey, reply.headers, reply.text)).toBe(true);

    const code = await signed({ notify_url: receiver.url });
    await merchant.control('GET', `/notifications?outContractCode=${code}&state=delivered&wait=10`);
    const [sent] = receiver.received;
    expect(isSignedBy(publicKey, sent!.headers, sent!.text)).toBe(true);

    const named = { headers: { 'Wechatpay-Serial': serial } };
    expect((await merchant.call('GET', merchant.paths.contract(code), named)).status).toBe(400);
  });
});

describe('terminationsTo', () => {
  const notices = async (code: string) =>
    (
      await bench.merchant.control<{ notifications: { url: string; eventType: string }[] }>(
        'GET',
        `/notifications?outContractCode=${code}`,
      )
    ).notifications.map(({ url, eventType }) => [eventType, url]);

  test('an address of their own: terminations go there, signatures to the notify_url', async () => {
    const { merchant, receiver } = bench;
    const own = `${new URL(receiver.url).origin}/registered/with/the/template`;
    await set({ terminationsTo: own });
    const code = await signed();
    await signing(code, 'terminate');
    expect(await notices(code)).toEqual([
      ['ENTRUST.SIGN', 'http://127.0.0.1:9/never/listening'],
      ['ENTRUST.TERMINATE', own],
    ]);
    const sent = `/notifications?outContractCode=${code}&state=delivered&wait=10`;
    expect(await merchant.control('GET', sent)).toMatchObject({
      notifications: [{ resource: { contract_state: 'TERMINATED' } }],
    });
  });

  test('nowhere: a termination is not announced, and the query tells of it', async () => {
    await set({ terminationsTo: 'nowhere' });
    const code = await signed();
    await signing(code, 'terminate');
    expect(await notices(code)).toEqual([['ENTRUST.SIGN', 'http://127.0.0.1:9/never/listening']]);
    expect((await query(code)).json).toMatchObject({ contract_state: 'TERMINATED' });
  });

  test.each(['https://merchant.example/notify', 'http://192.168.1.2/n', 'somewhere'])(
    'cannot be %s',
    async (terminationsTo) => {
      await expect(set({ terminationsTo })).rejects.toThrow('400');
    },
  );
});

test('settings can be given at the start, and a reset goes back to them', async () => {
  const given = {
    queryOfUnsigned: { status: 400, code: 'PARAM_ERROR' },
    forgetsEnded: true,
    oneContractAUser: false,
    platformCertificates: false,
    terminationsTo: 'nowhere',
    failureEndsSession: true,
    sessionLifetimeSeconds: 50,
  };
  const simulator = await createSimulator(given);
  try {
    const { control } = createMerchant(simulator);
    const others = {
      queryOfUnsigned: { status: 200, contractState: 'NOT_SIGNED' },
      forgetsEnded: false,
      oneContractAUser: true,
      platformCertificates: true,
      terminationsTo: 'notifyUrl',
      failureEndsSession: false,
      sessionLifetimeSeconds: 60,
    };
    expect(await control('PUT', '/settings')).toEqual(given);
    expect(await control('PUT', '/settings', others)).toEqual(others);
    await control('POST', '/reset');
    expect(await control('PUT', '/settings')).toEqual(given);
  } finally {
    await simulator.close();
  }
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  createPrivateKey,
  encrypt,
  notification,
  publicKey,
  signedNotification,
  wireContract,
} from '../../test/fake-platform';
import { useWechatPay } from '../../test/wechatpay-client';
import { statusOf } from '../routes/notifications/status';
import type { Headers } from '../upstream/exchange';
import { NotificationError, type WechatPay } from './types';

const open = useWechatPay();
let wechatPay: WechatPay;
beforeEach(() => {
  ({ wechatPay } = open.client({}));
});

type Message = { headers: Headers; body: Buffer };
const parse = ({ headers, body }: Message) => wechatPay.parseNotification(headers, body);

/** The status and reason that a notification is refused with. */
async function refusal(message: Message) {
  const error = await parse(message).catch((error: unknown) => error);
  if (!(error instanceof NotificationError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return `${statusOf(error)} ${error.reason}`;
}

const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

describe('a notification that is signed and encrypted as it should be', () => {
  test('of a signed contract is read, with its times in UTC', async () => {
    await expect(parse(notification(wireContract()))).resolves.toEqual({
      kind: 'contract',
      id: 'EV-2018022511223320873',
      eventType: 'ENTRUST.SIGN',
      contract: {
        outContractCode: 'wxwtdk20200910100000',
        contractState: 'SIGNED',
        mchid: '1900000001',
        serviceId: 12535,
        spAppid: 'wxd678efh567hg6787',
        spOpenid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
        subAppid: 'wx8888888888888888',
        subOpenid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
        contractId: '123124412412423431',
        contractDisplayAccount: '微信代扣用户A',
        contractSignedTime: '2020-09-10T05:29:35.000Z',
      },
    });
  });

  test.each([
    ['missing', {}, '', ''],
    ['numbers', { id: 7, event_type: 12 }, '7', '12'],
    ['null', { id: null, event_type: null }, '', ''],
    ['empty', { id: '', event_type: '' }, '', ''],
    ['something else', { id: ['x'], event_type: { a: 1 } }, '', ''],
  ])('is read all the same when its id and event_type are %s', async (_, fields, id, eventType) => {
    const {
      id: _id,
      event_type: _type,
      ...envelope
    } = JSON.parse(notification(wireContract()).body.toString());
    const message = signedNotification(JSON.stringify({ ...envelope, ...fields }));
    await expect(parse(message)).resolves.toMatchObject({
      kind: 'contract',
      id,
      eventType,
      contract: { contractState: 'SIGNED' },
    });
  });

  test('of a terminated contract says how and when it ended', async () => {
    const content = wireContract({
      contract_state: 'TERMINATED',
      contract_terminate_info: {
        contract_termination_mode: 'USER_TERMINATE',
        contract_terminated_time: '2020-09-11T00:00:00.5+08:00',
        contract_termination_remark: '不需要了',
      },
    });
    await expect(parse(notification(content))).resolves.toMatchObject({
      contract: {
        contractState: 'TERMINATED',
        contractTerminateInfo: {
          mode: 'USER_TERMINATE',
          time: '2020-09-10T16:00:00.500Z',
          remark: '不需要了',
        },
      },
    });
  });

  test("may name the provider's side sp_mchid, sp_appid and sp_openid", async () => {
    const { mchid, appid, openid, ...rest } = wireContract();
    const content = { ...rest, sp_mchid: mchid, sp_appid: appid, sp_openid: openid, sub_mchid: '1900000109' };
    await expect(parse(notification(content))).resolves.toMatchObject({
      contract: { mchid, spAppid: appid, spOpenid: openid, subMchid: '1900000109' },
    });
  });

  test('may carry states, event types and fields that we do not know', async () => {
    const content = wireContract({ contract_state: 'TO_BE_RENEWED', plan_id: 1, extra: { any: [null] } });
    await expect(
      parse(notification(content, { eventType: 'PASSWORD_EXEMPT.WHATEVER' })),
    ).resolves.toMatchObject({
      kind: 'contract',
      eventType: 'PASSWORD_EXEMPT.WHATEVER',
      contract: { contractState: 'TO_BE_RENEWED' },
    });
  });

  test('may leave fields out, empty or null', async () => {
    const content = {
      out_contract_code: 'a1',
      contract_state: 'NOT_SIGNED',
      openid: '',
      contract_signed_time: '',
      service_id: null,
      contract_terminate_info: {},
    };
    await expect(parse(notification(content))).resolves.toMatchObject({
      contract: { outContractCode: 'a1', contractState: 'NOT_SIGNED' },
    });
    const { contract } = (await parse(notification(content))) as { contract: object };
    expect(Object.keys(contract)).toEqual(['outContractCode', 'contractState']);
  });

  test('may have empty or no associated data', async () => {
    for (const associated_data of ['', null, undefined]) {
      const resource = { ...encrypt(JSON.stringify(wireContract())), associated_data };
      await expect(parse(notification('', { resource }))).resolves.toMatchObject({ kind: 'contract' });
    }
  });

  test('of the self-test is told apart', async () => {
    const message = notification(
      { echo_message: 'hello' },
      { originalType: 'security', eventType: 'SECURITY_ECHO.SUCCESS' },
    );
    await expect(parse(message)).resolves.toMatchObject({ kind: 'echo', echoMessage: 'hello' });
  });

  test('is accepted 300 s early or late', async () => {
    const { wechatPay } = open.client({}, { now: () => 1_700_000_000_000 });
    for (const timestamp of ['1699999700', '1700000300']) {
      const { headers, body } = notification(wireContract(), { timestamp });
      await expect(wechatPay.parseNotification(headers, body)).resolves.toMatchObject({ kind: 'contract' });
    }
    for (const timestamp of ['1699999699', '1700000301']) {
      const { headers, body } = notification(wireContract(), { timestamp });
      await expect(wechatPay.parseNotification(headers, body)).rejects.toMatchObject({ reason: 'timestamp' });
    }
  });
});

describe('a notification that is authentic but not understood', () => {
  const cases: [string, unknown, string | undefined][] = [
    ['is not JSON', '{"out_contract_code":"abc"', undefined],
    [
      'is not UTF-8',
      Buffer.from(JSON.stringify(wireContract({ contract_display_account: 'é' })), 'latin1'),
      undefined,
    ],
    ['is not an object', [1, 2], undefined],
    ['has no code', wireContract({ out_contract_code: undefined }), undefined],
    ['has a code that cannot be one', wireContract({ out_contract_code: 'a{b}c' }), undefined],
    ['has no state', wireContract({ contract_state: undefined }), 'wxwtdk20200910100000'],
    ['is signed without an id', wireContract({ contract_id: '' }), 'wxwtdk20200910100000'],
    ['is signed at no time', wireContract({ contract_signed_time: null }), 'wxwtdk20200910100000'],
    [
      'is signed on 30 February',
      wireContract({ contract_signed_time: '2021-02-30T00:00:00Z' }),
      'wxwtdk20200910100000',
    ],
    ['has a number for a text', wireContract({ contract_id: 12 }), 'wxwtdk20200910100000'],
    ['has a text for a number', wireContract({ service_id: '12535' }), 'wxwtdk20200910100000'],
  ];
  test.each(cases)('because it %s', async (_name, content, outContractCode) => {
    const read = await parse(notification(content));
    expect(read).toEqual({
      kind: 'unreadable',
      id: 'EV-2018022511223320873',
      eventType: 'ENTRUST.SIGN',
      reason: expect.any(String),
      ...(outContractCode === undefined ? {} : { outContractCode }),
    });
  });

  test('because a self-test has no message', async () => {
    await expect(parse(notification({}, { originalType: 'security' }))).resolves.toMatchObject({
      kind: 'unreadable',
    });
  });
});

describe('a hostile notification', () => {
  const good = () => notification(wireContract());
  const withHeader = (name: string, value: string | string[] | undefined): Message => {
    const { headers, body } = good();
    return { headers: { ...headers, [name]: value }, body };
  };

  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'])(
    'without %s is 401',
    async (name) => {
      await expect(refusal(withHeader(name, undefined))).resolves.toBe('401 missing_header');
      await expect(refusal(withHeader(name, ''))).resolves.toBe('401 missing_header');
    },
  );

  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'])(
    'with %s twice is 400',
    async (name) => {
      const value = String(good().headers[name]);
      await expect(refusal(withHeader(name, [value, value]))).resolves.toBe('400 malformed_header');
    },
  );

  test.each(['NaN', '0x6743d2e0', '1e9', '-1', '1732320000.5', 'soon', ' 1'])(
    'with the time %p is 401',
    async (time) => {
      await expect(refusal(withHeader('wechatpay-timestamp', time))).resolves.toBe('401 timestamp');
    },
  );

  test.each([-301, -86_400, 302, 86_400])('signed %p s from now is 401', async (seconds) => {
    const message = notification(wireContract(), { timestamp: secondsFromNow(seconds) });
    await expect(refusal(message)).resolves.toBe('401 timestamp');
  });

  test('with a signature probe is 401', async () => {
    const probe = `WECHATPAY/SIGNTEST/${randomBytes(200).toString('base64')}`;
    await expect(refusal(withHeader('wechatpay-signature', probe))).resolves.toBe('401 signature');
  });

  test.each([
    ['bad base64', '%%%%'],
    ['short', 'AAAA'],
    ['of the wrong length', Buffer.alloc(257).toString('base64')],
    ['of another key', Buffer.alloc(256, 1).toString('base64')],
  ])('with a signature that is %s is 401', async (_name, signature) => {
    await expect(refusal(withHeader('wechatpay-signature', signature))).resolves.toBe('401 signature');
  });

  test('signed in another way is 401', async () => {
    await expect(refusal(withHeader('wechatpay-signature-type', 'WECHATPAY2-SM2-WITH-SM3'))).resolves.toBe(
      '401 signature_type',
    );
  });

  test("signed by someone else in WeChat Pay's name is 401", async () => {
    const key = { serial: publicKey.serial, privateKey: createPrivateKey() };
    await expect(refusal(notification(wireContract(), { key }))).resolves.toBe('401 signature');
  });

  test('signed with a public key that is not configured is 401', async () => {
    const key = { ...publicKey, serial: 'PUB_KEY_ID_0000000000000000000000000000' };
    await expect(refusal(notification(wireContract(), { key }))).resolves.toBe('401 unknown_serial');
  });

  test('that moves bytes between nonce and body is refused', async () => {
    const { headers, body } = good();
    const moved = {
      headers: { ...headers, 'wechatpay-nonce': `${headers['wechatpay-nonce']}\n${body.subarray(0, 9)}` },
      body: body.subarray(9),
    };
    await expect(refusal(moved)).resolves.toBe('400 malformed_header');
  });

  test.each([
    ['empty', ''],
    ['not JSON', '<xml></xml>'],
    ['not an object', '[]'],
    ['without a resource', '{"id":"1","event_type":"ENTRUST.SIGN"}'],
    [
      'without a ciphertext',
      '{"id":"1","event_type":"E","resource":{"algorithm":"AEAD_AES_256_GCM","nonce":"1"}}',
    ],
  ])('with a body that is %s is 400', async (_name, body) => {
    await expect(refusal(signedNotification(body))).resolves.toBe('400 envelope');
  });

  test('encrypted with another algorithm is 400', async () => {
    const message = notification(wireContract(), { resource: { algorithm: 'AEAD_SM4_GCM' } });
    await expect(refusal(message)).resolves.toBe('400 algorithm');
  });

  test('encrypted with another key is 400', async () => {
    const resource = encrypt(JSON.stringify(wireContract()), { key: Buffer.alloc(32, 7) });
    await expect(refusal(notification('', { resource }))).resolves.toBe('400 ciphertext');
  });

  test.each([
    ['too short for a tag', { ciphertext: Buffer.alloc(15).toString('base64') }],
    ['empty', { ciphertext: '' }],
    ['not base64', { ciphertext: '!!!!' }],
    ['with other associated data', { associated_data: 'payscore' }],
    ['with another nonce', { nonce: '000000000000' }],
    ['with a nonce that is too long', { nonce: '0000000000000000' }],
  ])('whose ciphertext is %s is 400', async (_name, resource) => {
    await expect(refusal(notification(wireContract(), { resource }))).resolves.toBe('400 ciphertext');
  });

  test('whose ciphertext has one bit flipped, the tag included, is 400', async () => {
    const resource = encrypt(JSON.stringify(wireContract()));
    const length = Buffer.from(resource.ciphertext, 'base64').length;
    await fc.assert(
      fc.asyncProperty(fc.nat(length * 8 - 1), async (bit) => {
        const bytes = Buffer.from(resource.ciphertext, 'base64');
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const altered = { ...resource, ciphertext: bytes.toString('base64') };
        await expect(refusal(notification('', { resource: altered }))).resolves.toBe('400 ciphertext');
      }),
      { numRuns: 60 },
    );
  });

  test('with any one byte of its body or of a signed header changed is refused', async () => {
    const { headers, body } = good();
    const parts = [
      'body',
      'wechatpay-timestamp',
      'wechatpay-nonce',
      'wechatpay-serial',
      'wechatpay-signature',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...parts),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (part, at, mask) => {
          const bytes = part === 'body' ? Buffer.from(body) : Buffer.from(String(headers[part]), 'latin1');
          bytes[at % bytes.length]! ^= mask;
          const altered =
            part === 'body'
              ? { headers, body: bytes }
              : { headers: { ...headers, [part]: bytes.toString('latin1') }, body };
          await expect(refusal(altered)).resolves.toMatch(/^40[01] /);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('cut short or lengthened is refused', async () => {
    const { headers, body } = good();
    for (const altered of [
      body.subarray(1),
      body.subarray(0, -1),
      Buffer.concat([body, Buffer.from('\n')]),
    ]) {
      await expect(refusal({ headers, body: altered })).resolves.toBe('401 signature');
    }
  });

  test('whatever it holds, is refused and does not crash', async () => {
    const header = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.string()));
    const headers = fc.dictionary(
      fc.constantFrom(
        'wechatpay-timestamp',
        'wechatpay-nonce',
        'wechatpay-serial',
        'wechatpay-signature',
        'wechatpay-signature-type',
      ),
      fc.oneof(header, fc.constant(secondsFromNow(0)), fc.constant(publicKey.serial)),
    );
    await fc.assert(
      fc.asyncProperty(headers, fc.uint8Array(), async (headers, body) => {
        await expect(refusal({ headers, body: Buffer.from(body) })).resolves.toMatch(/^40[01] /);
      }),
    );
  });
});

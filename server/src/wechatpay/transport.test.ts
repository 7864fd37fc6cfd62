import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import {
  createPrivateKey,
  merchant,
  publicKey,
  signatureHeaders,
  signedReply,
} from '../../test/fake-platform';
import { type ReceivedRequest, type Reply, refusingUrl, startFakeUpstream } from '../../test/fake-upstream';
import { useWechatPay } from '../../test/wechatpay-client';
import { type WechatPay, WechatPayError } from './types';

const open = useWechatPay();

const contract = { serviceId: 12535, outContractCode: 'wxwtdk20200910100000' };
const request = {
  spAppid: 'wxd678efh567hg6787',
  subMchid: '1900000109',
  subAppid: 'wx8888888888888888',
  subOpenid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  ...contract,
  notifyUrl: 'https://merchant.example.com/notifications/wechatpay',
  contractDisplayAccount: '微信用户',
};
const preSigned = {
  pre_entrustweb_id: '5778aadY9nltAsZzXixCkFIGYnV2V',
  mchid: '1900000001',
  sub_mchid: '1900000109',
  service_id: 12535,
  out_contract_code: 'wxwtdk20200910100000',
  sign_mp_appid: 'wxbd687630cd02ce1d',
  sign_mp_path: 'pages/PwdExemptContract/index',
};
const good = () => signedReply(preSigned);
const sign = (wechatPay: WechatPay) => wechatPay.preEntrustSign(request);

/** A client of an upstream that answers the first attempt with the first reply and so on; the last one stays. */
async function facing(replies: (() => Reply)[], options: Parameters<typeof open.client>[1] = {}) {
  const upstream = await open.upstream((_request, attempt) =>
    replies[Math.min(attempt, replies.length) - 1]!(),
  );
  return { upstream, ...open.client({ baseUrl: upstream.url }, options) };
}

async function failure(call: Promise<unknown>): Promise<WechatPayError> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof WechatPayError)) throw new Error(`expected a WechatPayError, not ${error}`);
  return error;
}

/** Checks a request's signature as WeChat Pay would; gives what it signed with. */
function verifiedAuthorization({ method, path, body, headers }: ReceivedRequest) {
  const [scheme, fields = ''] = (headers.authorization ?? '').split(' ');
  const { mchid, nonce_str, signature, timestamp, serial_no } = Object.fromEntries(
    Array.from(fields.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]),
  );
  const message = `${method}\n${path}\n${timestamp}\n${nonce_str}\n${body}\n`;
  const isGenuine = verify(
    'RSA-SHA256',
    Buffer.from(message),
    createPublicKey(merchant.privateKey),
    Buffer.from(signature, 'base64'),
  );
  return { scheme, mchid, serial_no, timestamp: Number(timestamp), nonce_str, isGenuine };
}

describe('a request', () => {
  test('is signed over exactly what is sent, and names this kit', async () => {
    const { wechatPay, upstream } = await facing([good], { now: () => Date.now() - 60_000 });
    await sign(wechatPay);
    const [received] = upstream.requests;
    expect(verifiedAuthorization(received!)).toMatchObject({
      scheme: 'WECHATPAY2-SHA256-RSA2048',
      mchid: '1900000001',
      serial_no: merchant.serial,
      isGenuine: true,
    });
    expect(Math.abs(verifiedAuthorization(received!).timestamp - (Date.now() / 1000 - 60))).toBeLessThan(5);
    expect(received!.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^wechatpay-contract-kit\/\d+\.\d+\.\d+ \(.+; .+\) Node\/[\d.]+$/),
    });
  });

  test('may go to a base URL with a path of its own, which is signed too', async () => {
    const upstream = await open.upstream(good);
    const { wechatPay } = open.client({ baseUrl: `${upstream.url}/proxy/` });
    await sign(wechatPay);
    expect(upstream.requests[0]!.path).toMatch(/^\/proxy\/v3\/password-exempt-contract\//);
    expect(verifiedAuthorization(upstream.requests[0]!).isGenuine).toBe(true);
  });

  test('is signed afresh for every attempt, with the same body', async () => {
    const { wechatPay, upstream } = await facing([() => ({ status: 500 }), () => ({ status: 502 }), good]);
    await sign(wechatPay);
    const signed = upstream.requests.map(verifiedAuthorization);
    expect(signed.map(({ isGenuine }) => isGenuine)).toEqual([true, true, true]);
    expect(new Set(signed.map(({ nonce_str }) => nonce_str)).size).toBe(3);
    expect(new Set(upstream.requests.map(({ body }) => body)).size).toBe(1);
  });

  test('reuses its connection (wechatpay-node-v3 opens one for each call)', async () => {
    const { wechatPay, upstream } = await facing([good]);
    for (let i = 0; i < 10; i++) await sign(wechatPay);
    upstream.reply = () => ({ status: 403, body: 'x'.repeat(10_000) });
    for (let i = 0; i < 10; i++) await failure(sign(wechatPay));
    expect(upstream.requests).toHaveLength(20);
    expect(upstream.connections()).toBe(1);
  });
});

describe('an answer that WeChat Pay did not sign, or not this way, is not believed', () => {
  const body = JSON.stringify(preSigned);
  const stranger = { ...publicKey, privateKey: createPrivateKey() };
  const at = (seconds: number) => ({ timestamp: String(Math.floor(Date.now() / 1000) + seconds) });
  const withHeaders = (headers: Record<string, string | string[]>): Reply => ({
    body,
    headers: { ...signatureHeaders(body), ...headers },
  });
  const answers: [string, () => Reply][] = [
    ['no signature', () => ({ body })],
    [
      'a wrong signature',
      () => withHeaders({ 'wechatpay-signature': Buffer.alloc(256, 1).toString('base64') }),
    ],
    ['a signature probe', () => withHeaders({ 'wechatpay-signature': 'WECHATPAY/SIGNTEST/dGVzdA' })],
    ['a signature that is not base64', () => withHeaders({ 'wechatpay-signature': '%%%' })],
    ['two signatures', () => withHeaders({ 'wechatpay-signature': ['AAAA', 'AAAA'] })],
    ["someone else's signature", () => signedReply(preSigned, stranger)],
    ['a serial that we do not know', () => signedReply(preSigned, { ...publicKey, serial: 'PUB_KEY_ID_01' })],
    ['an old time', () => ({ body, headers: signatureHeaders(body, publicKey, at(-302)) })],
    ['a time to come', () => ({ body, headers: signatureHeaders(body, publicKey, at(302)) })],
    ['no time', () => withHeaders({ 'wechatpay-timestamp': '' })],
    ['a time that is no number', () => withHeaders({ 'wechatpay-timestamp': 'NaN' })],
    ['another nonce', () => withHeaders({ 'wechatpay-nonce': 'abc' })],
    ['a body that was changed', () => ({ ...good(), body: body.replace('wxbd', 'wxbe') })],
    ['HTML', () => ({ headers: { 'content-type': 'text/html' }, body: '<html>login</html>' })],
    ['nothing', () => ({})],
    ['signed HTML', () => ({ headers: signatureHeaders('<html>'), body: '<html>' })],
    ['another shape', () => signedReply({ ...preSigned, sign_mp_path: 1 })],
    ['a field missing', () => signedReply({ ...preSigned, pre_entrustweb_id: '' })],
    ['an answer about another code', () => signedReply({ ...preSigned, out_contract_code: 'other' })],
    ['an answer about another sub-merchant', () => signedReply({ ...preSigned, sub_mchid: '1900000110' })],
    ['an answer about another service', () => signedReply({ ...preSigned, service_id: 12536 })],
  ];

  test.each(answers)('%s: tried again, and at last unverified', async (_name, answer) => {
    const { wechatPay, upstream } = await facing([answer]);
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({
      kind: 'unverified',
      details: { httpStatus: 200 },
    });
    expect(upstream.requests).toHaveLength(3);
  });

  test.each(answers)('%s: forgotten when the next attempt is answered well', async (_name, answer) => {
    const { wechatPay, upstream } = await facing([answer, good]);
    await expect(sign(wechatPay)).resolves.toMatchObject({ preEntrustwebId: preSigned.pre_entrustweb_id });
    expect(upstream.requests).toHaveLength(2);
  });

  test('any one byte changed in the body', async () => {
    const { wechatPay, upstream } = await facing([good]);
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), async (position, mask) => {
        upstream.reply = () => {
          const bytes = Buffer.from(body);
          bytes[position]! ^= mask;
          return { headers: signatureHeaders(body), body: bytes };
        };
        await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unverified' });
      }),
      { numRuns: 20 },
    );
  });
});

describe('an error answer', () => {
  test.each([
    [400, 'PARAM_ERROR'],
    [401, 'SIGN_ERROR'],
    [403, 'NO_AUTH'],
    [404, 'RESOURCE_NOT_EXISTS'],
  ])('%d %s is refused, and not tried again', async (status, code) => {
    const { wechatPay, upstream } = await facing([
      () => ({
        status,
        headers: { 'request-id': '08F78BB6AF-0' },
        body: JSON.stringify({ code, message: '…' }),
      }),
    ]);
    const error = await failure(sign(wechatPay));
    expect(error.kind).toBe('refused');
    expect(error.details).toEqual({ httpStatus: status, code, requestId: '08F78BB6AF-0' });
    expect(upstream.requests).toHaveLength(1);
  });

  test('with the name of a field says which, and never what was in it', async () => {
    const { wechatPay } = await facing([
      () => ({
        status: 400,
        body: JSON.stringify({
          code: 'PARAM_ERROR',
          message: `openid ${request.subOpenid} is not of this app`,
          detail: { field: '/sub_openid', value: request.subOpenid, issue: request.subOpenid },
        }),
      }),
    ]);
    const { message } = await failure(sign(wechatPay));
    expect(message).toContain('PARAM_ERROR (/sub_openid)');
    expect(message).not.toContain(request.subOpenid);
  });

  test('in HTML has no code', async () => {
    const { wechatPay } = await facing([() => ({ status: 404, body: '<html>not found</html>' })]);
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({
      kind: 'refused',
      details: { httpStatus: 404 },
    });
  });

  test.each([500, 502, 503, 302])('%d is tried again, and at last unavailable', async (status) => {
    const { wechatPay, upstream } = await facing([
      () => ({ status, headers: { location: '/' }, body: '{"code":"SYSTEM_ERROR"}' }),
    ]);
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({
      kind: 'unavailable',
      details: { httpStatus: status, code: 'SYSTEM_ERROR' },
    });
    expect(upstream.requests).toHaveLength(3);
  });

  test('429 is tried again, and at last rate_limited', async () => {
    const { wechatPay, upstream } = await facing([
      () => ({ status: 429, body: '{"code":"FREQUENCY_LIMITED"}' }),
    ]);
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({
      kind: 'rate_limited',
      details: { httpStatus: 429, code: 'FREQUENCY_LIMITED' },
    });
    expect(upstream.requests).toHaveLength(3);
  });

  test('waits as long as Retry-After asks', async () => {
    const { wechatPay, upstream } = await facing([
      () => ({ status: 429, headers: { 'retry-after': '1' } }),
      good,
    ]);
    const started = Date.now();
    await sign(wechatPay);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    expect(upstream.requests).toHaveLength(2);
  });

  test.each([
    ['seconds', () => '60', 60],
    ['a date', () => new Date(Date.now() + 90_000).toUTCString(), 90],
  ])('with a Retry-After (%s) past the deadline is not waited for', async (_name, retryAfter, seconds) => {
    const { wechatPay, upstream } = await facing([
      () => ({ status: 429, headers: { 'retry-after': retryAfter() } }),
    ]);
    const error = await failure(sign(wechatPay));
    expect(error.kind).toBe('rate_limited');
    expect(Math.abs(error.details.retryAfterSeconds! - seconds)).toBeLessThanOrEqual(1);
    expect(upstream.requests).toHaveLength(1);
  });

  test.each(['soon', '', '-1', '1e9'])(
    'with the Retry-After %p is tried again as if without',
    async (value) => {
      const { wechatPay, upstream } = await facing([
        () => ({ status: 503, headers: { 'retry-after': value } }),
        good,
      ]);
      await sign(wechatPay);
      expect(upstream.requests).toHaveLength(2);
    },
  );
});

describe('an answer that does not come (the known SDKs for Node wait for ever)', () => {
  test('is tried again, and at last a timeout', async () => {
    const { wechatPay, upstream } = await facing([() => 'hang'], { timing: { headers: 30 } });
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'timeout', details: {} });
    expect(upstream.requests).toHaveLength(3);
  });

  test.each([
    ['preEntrustSign', (client: WechatPay) => sign(client)],
    ['queryContract', (client: WechatPay) => client.queryContract(contract)],
    ['terminateContract', (client: WechatPay) => client.terminateContract({ ...contract, remark: 'x' })],
    ['echo', (client: WechatPay) => client.echo({ echoMessage: 'x' })],
  ])('ends %s at its deadline', async (operation, call) => {
    const { wechatPay, upstream } = await facing([() => 'hang'], {
      timing: { headers: 10_000, deadlines: { [operation]: 500 } },
    });
    const started = Date.now();
    await expect(failure(call(wechatPay))).resolves.toMatchObject({ kind: 'timeout' });
    expect(Date.now() - started).toBeLessThan(5_000);
    // On a busy machine not even one.
    expect(upstream.requests.length).toBeLessThan(2);
  });

  test('a body that stops half-way ends at the deadline too', async () => {
    const { wechatPay } = await facing([() => 'stall'], { timing: { deadlines: { preEntrustSign: 120 } } });
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'timeout' });
  });

  test.each([
    ['breaks off', (): Reply => 'break'],
    ['is not HTTP', (): Reply => 'garbage'],
    ['is too large', (): Reply => ({ body: 'x'.repeat(300_000) })],
  ])('one that %s is tried again', async (_name, reply) => {
    const { wechatPay, upstream } = await facing([reply, good]);
    await sign(wechatPay);
    expect(upstream.requests).toHaveLength(2);
    upstream.reply = reply;
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unavailable' });
  });

  test('no attempt is begun that the deadline would cut before it starts', async () => {
    const { wechatPay, upstream } = await facing([() => ({ status: 500 })], {
      timing: { backoff: 60_000, deadlines: { preEntrustSign: 5_000 } },
    });
    const started = Date.now();
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('the backup host (neither SDK for Node fails over)', () => {
  async function withBackup(main: Reply | 'refused' | 'silent', backupReply: Reply = good()) {
    const mainUpstream = await open.upstream(() => (main === 'refused' || main === 'silent' ? {} : main));
    const backup = await open.upstream(() => backupReply);
    const baseUrl =
      main === 'refused'
        ? await refusingUrl()
        : main === 'silent'
          ? await open.silentUrl()
          : mainUpstream.url;
    return { main: mainUpstream, backup, ...open.client({ baseUrl, backupUrl: backup.url }) };
  }

  test.each(['refused', 'silent', 'reset'] as const)('is asked when the main one is %s', async (main) => {
    const { wechatPay, backup } = await withBackup(main);
    await expect(sign(wechatPay)).resolves.toMatchObject({ signMpAppid: 'wxbd687630cd02ce1d' });
    expect(backup.requests).toHaveLength(1);
    expect(backup.requests[0]!.headers['user-agent']).toMatch(/ \(Retried-V1\)$/);
    expect(verifiedAuthorization(backup.requests[0]!).isGenuine).toBe(true);
  });

  test('is asked with a signature of its own', async () => {
    const { wechatPay, main, backup } = await withBackup('reset');
    await sign(wechatPay);
    const [first, second] = [...main.requests, ...backup.requests].map(verifiedAuthorization);
    expect(first!.nonce_str).not.toBe(second!.nonce_str);
    expect(main.requests[0]!.headers['user-agent']).not.toContain('Retried');
  });

  test.each([
    ['is late', 'hang' as const],
    ['breaks off', 'break' as const],
    ['is not HTTP', 'garbage' as const],
    ['is a 500', { status: 500 }],
    ['is a 429', { status: 429 }],
    ['is a 403', { status: 403 }],
    ['is unsigned', { body: '{}' }],
  ])('is not asked when the answer of the main one %s', async (_name, reply) => {
    const { wechatPay, backup } = await withBackup(reply);
    await failure(sign(wechatPay));
    expect(backup.requests).toHaveLength(0);
  });

  test('is asked once a call', async () => {
    const { wechatPay, main, backup } = await withBackup('reset', 'reset');
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unavailable' });
    expect([main.requests.length, backup.requests.length]).toEqual([2, 1]);
  });

  test('without one, the main host is tried again', async () => {
    const { wechatPay, upstream } = await facing([() => 'reset', good]);
    await sign(wechatPay);
    expect(upstream.requests).toHaveLength(2);
    expect(upstream.requests[1]!.headers['user-agent']).not.toContain('Retried');
  });

  test("an answer before the connection failed is the call's outcome", async () => {
    const { wechatPay } = await facing([() => ({ body: '{}' }), () => 'reset']);
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unverified' });
  });
});

describe('each call', () => {
  test('logs one line and reports once, without openid or session', async () => {
    const { wechatPay, upstream, logged, reports } = await facing([() => ({ status: 500 }), good]);
    await sign(wechatPay);
    upstream.reply = () => ({ status: 403, headers: { 'request-id': 'R-1' }, body: '{"code":"NO_AUTH"}' });
    await failure(sign(wechatPay));

    const lines = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'called WeChat Pay');
    expect(lines).toMatchObject([
      { operation: 'preEntrustSign', outcome: 'ok', httpStatus: 200, attempts: 2 },
      {
        operation: 'preEntrustSign',
        outcome: 'refused',
        httpStatus: 403,
        attempts: 1,
        wechatpayCode: 'NO_AUTH',
        requestId: 'R-1',
      },
    ]);
    expect(logged.join()).not.toMatch(
      new RegExp(`${request.subOpenid}|${preSigned.pre_entrustweb_id}|微信用户`),
    );
    expect(reports).toEqual([
      {
        operation: 'preEntrustSign',
        outcome: 'ok',
        httpStatus: 200,
        attempts: 2,
        milliseconds: expect.any(Number),
        outContractCode: request.outContractCode,
      },
      {
        operation: 'preEntrustSign',
        outcome: 'refused',
        error: expect.objectContaining({ kind: 'refused', message: expect.stringMatching(/403 NO_AUTH/) }),
        httpStatus: 403,
        attempts: 1,
        milliseconds: expect.any(Number),
        outContractCode: request.outContractCode,
      },
    ]);
  });

  test('under way ends when the client is closed, and no other begins', async () => {
    const { wechatPay, upstream } = await facing([() => 'hang'], { timing: { headers: 10_000 } });
    const underWay = failure(sign(wechatPay));
    while (upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await wechatPay.close();
    await expect(underWay).resolves.toMatchObject({ kind: 'unavailable' });
    await expect(failure(sign(wechatPay))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(upstream.requests).toHaveLength(1);
  });

  test('waiting to try again ends when the client is closed', async () => {
    const { wechatPay, upstream } = await facing([() => ({ status: 500 })], { timing: { backoff: 9_000 } });
    const underWay = failure(sign(wechatPay));
    while (upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await wechatPay.close();
    await expect(underWay).resolves.toMatchObject({ kind: 'unavailable' });
  });

  test('one of many at once is held up by none that hangs', async () => {
    const upstream = await startFakeUpstream(({ body }) =>
      body.includes('hang') ? 'hang' : signedReply({ echo_message: 'hello' }),
    );
    const { wechatPay } = open.client({ baseUrl: upstream.url }, { timing: { headers: 5_000 } });
    const hanging = Array.from({ length: 20 }, () => failure(wechatPay.echo({ echoMessage: 'hang' })));
    await expect(wechatPay.echo({ echoMessage: 'hello' })).resolves.toEqual({ echoMessage: 'hello' });
    await wechatPay.close();
    await Promise.all([...hanging, upstream.close()]);
  });
});

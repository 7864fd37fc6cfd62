import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  certificate,
  certificateList,
  createPlatformCertificate,
  createPrivateKey,
  encrypt,
  notification,
  type PlatformKey,
  publicKey,
  signatureHeaders,
  signedReply,
  wireContract,
} from '../../test/fake-platform';
import type { FakeUpstream, Reply } from '../../test/fake-upstream';
import { useWechatPay } from '../../test/wechatpay-client';
import { statusOf } from '../routes/notifications/status';
import type { WechatPay, WechatPayOptions } from './index';

const open = useWechatPay();
const DAY = 24 * 60 * 60 * 1000;
const next = createPlatformCertificate('6A0B1C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F7A8B');

type Options = Partial<WechatPayOptions> & { mode?: 'publicKey' | 'certificate' };

async function start(reply: FakeUpstream['reply'], options: Options = {}) {
  const upstream = await open.upstream(reply);
  const opened = open.client({ baseUrl: upstream.url }, { mode: 'certificate', ...options });
  await opened.wechatPay.start();
  return { upstream, ...opened };
}

/** A notification signed with the key: read when the key is trusted, else rejected, with how it is answered. */
function notify(wechatPay: WechatPay, key: PlatformKey, timestamp?: string) {
  const message = notification(wireContract(), { key, ...(timestamp === undefined ? {} : { timestamp }) });
  return wechatPay.parseNotification(message.headers, message.body).catch((error: Error) => {
    throw Object.assign(error, { status: statusOf(error) });
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('without a public key', () => {
  test('the client is ready once the certificates were fetched, and asks for answers signed with one', async () => {
    const upstream = await open.upstream(() => signedReply(certificateList(certificate), certificate));
    const { wechatPay } = open.client({ baseUrl: upstream.url }, { mode: 'certificate' });
    expect(wechatPay.isReady()).toBe(false);
    await expect(wechatPay.echo({ echoMessage: 'hello' })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(upstream.requests).toHaveLength(0);

    await wechatPay.start();
    expect(wechatPay.isReady()).toBe(true);
    expect(upstream.requests).toMatchObject([{ method: 'GET', path: '/v3/certificates', body: '' }]);

    upstream.reply = () => signedReply({ echo_message: 'hello' }, certificate);
    await wechatPay.echo({ echoMessage: 'hello' });
    expect(upstream.requests[1]?.headers['wechatpay-serial']).toBe(certificate.serial);
  });

  test('every certificate of a believed answer is trusted, and the newest is asked for', async () => {
    const older = createPlatformCertificate('11AA', { notBefore: Date.now() - 400 * DAY });
    const { wechatPay, upstream } = await start(() =>
      signedReply(certificateList(certificate, older), older),
    );
    await expect(notify(wechatPay, certificate)).resolves.toMatchObject({ kind: 'contract' });
    await expect(notify(wechatPay, { ...older, serial: '11AA' })).resolves.toMatchObject({
      kind: 'contract',
    });
    upstream.reply = () => signedReply({ echo_message: 'hello' }, older);
    await wechatPay.echo({ echoMessage: 'hello' });
    expect(upstream.requests.at(-1)?.headers['wechatpay-serial']).toBe(certificate.serial);
  });

  test('one that is out of date is left out, and the rest is trusted', async () => {
    const expired = createPlatformCertificate('22BB', {
      notBefore: Date.now() - 2 * DAY,
      notAfter: Date.now() - DAY,
    });
    const { wechatPay } = await start(() => signedReply(certificateList(certificate, expired), certificate));
    await expect(notify(wechatPay, certificate)).resolves.toMatchObject({ kind: 'contract' });
    await expect(notify(wechatPay, expired)).rejects.toMatchObject({ status: 401, reason: 'unknown_serial' });
  });

  const past = createPlatformCertificate(certificate.serial, {
    notBefore: Date.now() - 9 * DAY,
    notAfter: Date.now() - DAY,
  });
  const future = createPlatformCertificate(certificate.serial, { notBefore: Date.now() + DAY });
  const stranger = { serial: certificate.serial, privateKey: createPrivateKey() };
  const withEncrypted = (fields: Record<string, unknown>) => {
    const [entry] = certificateList(certificate).data;
    return { data: [{ ...entry, encrypt_certificate: { ...entry?.encrypt_certificate, ...fields } }] };
  };
  const flipped = Buffer.from(
    encrypt(certificate.pem, { associatedData: 'certificate' }).ciphertext,
    'base64',
  );
  flipped[100]! ^= 1;
  const body = JSON.stringify(certificateList(certificate));
  const minutesAgo = String(Math.floor(Date.now() / 1000) - 301);

  const attacks: [string, () => Reply][] = [
    [
      'lists a certificate under another serial',
      () =>
        signedReply(certificateList({ ...certificate, serial: next.serial }), {
          ...certificate,
          serial: next.serial,
        }),
    ],
    ['lists a certificate that has expired', () => signedReply(certificateList(past), past)],
    ['lists a certificate that is not valid yet', () => signedReply(certificateList(future), future)],
    ['is signed with a key that is not among them', () => signedReply(certificateList(certificate), next)],
    [
      "is signed with another key under a listed one's serial",
      () => signedReply(certificateList(certificate), stranger),
    ],
    [
      'is signed with the public key of another merchant',
      () => signedReply(certificateList(certificate), publicKey),
    ],
    [
      'has a good certificate and a mislabelled one',
      () => signedReply(certificateList(certificate, { ...next, serial: 'ABCDEF0123' }), certificate),
    ],
    [
      'has one bit of a ciphertext flipped',
      () => signedReply(withEncrypted({ ciphertext: flipped.toString('base64') }), certificate),
    ],
    [
      'is encrypted with another APIv3 key',
      () => signedReply(withEncrypted(encrypt(certificate.pem, { key: Buffer.alloc(32, 1) })), certificate),
    ],
    [
      'is encrypted with another algorithm',
      () => signedReply(withEncrypted({ algorithm: 'AEAD_SM4_GCM' }), certificate),
    ],
    [
      'holds something other than a certificate',
      () => signedReply(withEncrypted(encrypt('-----BEGIN CERTIFICATE-----')), certificate),
    ],
    ['is not signed', () => ({ body })],
    [
      'was signed more than 300 s ago',
      () => ({ body, headers: signatureHeaders(body, certificate, { timestamp: minutesAgo }) }),
    ],
    [
      'carries a signature probe',
      () => ({
        body,
        headers: { ...signatureHeaders(body, certificate), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/AAAA' },
      }),
    ],
    ['lists nothing', () => signedReply({ data: [] }, certificate)],
    ['is HTML', () => ({ body: '<html></html>' })],
    ['is an error', () => signedReply({ code: 'RESOURCE_NOT_EXISTS', message: '' }, certificate, 404)],
    ['never comes', () => 'hang'],
  ];
  test.each(attacks)('no certificate is trusted when the answer %s', async (_name, reply) => {
    const { wechatPay } = await start(reply, { timing: { headers: 50, deadlines: { certificates: 200 } } });
    expect(wechatPay.isReady()).toBe(false);
    await expect(notify(wechatPay, certificate)).rejects.toMatchObject({
      status: 503,
      reason: 'keys_unavailable',
    });
  });

  test('the client tries again by itself until the certificates come', async () => {
    const { wechatPay, upstream } = await start(
      (_request, attempt) =>
        attempt < 8 ? { status: 500 } : signedReply(certificateList(certificate), certificate),
      { timing: { certificatesRetry: 1 } },
    );
    expect(wechatPay.isReady()).toBe(false);
    await until(() => wechatPay.isReady());
    expect(upstream.requests).toHaveLength(8);
  });

  test('the longer the certificates do not come, the longer the client waits before it asks again', async () => {
    const asked: number[] = [];
    const { upstream } = await start(
      () => {
        asked.push(performance.now());
        return { status: 500 };
      },
      { timing: { certificatesRetry: 50 } },
    );
    // A 500 is asked again twice at once.
    await until(() => upstream.requests.length === 3 * 6 + 1);
    // 1.6 s after the sixth time, cut by up to a half.
    expect(asked[18]! - asked[17]!).toBeGreaterThanOrEqual(800);
  });

  test('a certificate is trusted no longer than it is valid', async () => {
    let now = Date.now();
    const { wechatPay, upstream } = await start(
      () => signedReply(certificateList(certificate), certificate),
      { now: () => now },
    );
    upstream.reply = () => ({ status: 500 });
    now += 5 * 365 * DAY + 1000;
    expect(wechatPay.isReady()).toBe(false);
    await expect(notify(wechatPay, certificate, String(Math.floor(now / 1000)))).rejects.toMatchObject({
      status: 503,
    });
  });

  test('the certificates are refreshed, and those no longer listed are no longer trusted', async () => {
    const { wechatPay, upstream } = await start(
      () => signedReply(certificateList(certificate), certificate),
      { timing: { certificatesRefresh: 10 } },
    );
    upstream.reply = () => signedReply(certificateList(next), next);
    const asked = upstream.requests.length;
    await until(() => upstream.requests.length >= asked + 2);
    await expect(notify(wechatPay, next)).resolves.toMatchObject({ kind: 'contract' });
    await expect(notify(wechatPay, certificate)).rejects.toMatchObject({ reason: 'unknown_serial' });
  });

  test('a refresh that fails leaves the certificates as they are', async () => {
    const { wechatPay, upstream } = await start(
      () => signedReply(certificateList(certificate), certificate),
      { timing: { certificatesRefresh: 5, certificatesRetry: 5 } },
    );
    upstream.reply = () => signedReply(certificateList(next), stranger);
    const asked = upstream.requests.length;
    await until(() => upstream.requests.length >= asked + 4);
    await expect(notify(wechatPay, certificate)).resolves.toMatchObject({ kind: 'contract' });
    expect(wechatPay.isReady()).toBe(true);
  });
});

describe('a merchant number without platform certificates', () => {
  const none = () =>
    signedReply({ code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }, publicKey, 404);
  const lines = (logged: string[], level: number) =>
    logged.map((line) => JSON.parse(line)).filter((line) => line.level >= level);

  test('is told once, without a public key, which two variables to set and where they are', async () => {
    const { wechatPay, upstream, logged } = await start(none, { timing: { certificatesRetryRefused: 1 } });
    await until(() => upstream.requests.length >= 4);
    const errors = lines(logged, 50);
    expect(errors).toHaveLength(1);
    for (const word of ['WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY ', 'API安全', 'November 2024']) {
      expect(errors[0].msg).toContain(word);
    }
    expect(wechatPay.isReady()).toBe(false);
    await expect(wechatPay.echo({ echoMessage: 'hello' })).rejects.toMatchObject({
      kind: 'refused',
      details: { httpStatus: 404, code: 'RESOURCE_NOT_EXISTS' },
    });

    upstream.reply = () => signedReply(certificateList(certificate), certificate);
    await until(() => wechatPay.isReady());
  });

  test('is one line at level info with a public key, however often it is found', async () => {
    const { upstream, logged } = await start(none, { mode: 'publicKey', timing: { certificatesRefresh: 1 } });
    await until(() => upstream.requests.length >= 4);
    expect(lines(logged, 40)).toEqual([]);
    expect(logged.filter((line) => line.includes('no platform certificates'))).toHaveLength(1);
  });

  test.each([
    ['has none', none],
    ['is refused', () => ({ status: 401, body: '{"code":"SIGN_ERROR"}' })],
  ] as [string, () => Reply][])('that %s is not asked about every second', async (_name, reply) => {
    const timing = { certificatesRetry: 1 };
    const patient = await start(reply, { timing });
    const other = await start(() => ({ status: 500 }), { timing });
    await until(() => other.upstream.requests.length >= 12);
    expect(patient.upstream.requests).toHaveLength(1);
  });

  test('may still be sent what names a certificate: nothing is trusted, and the sender is told so', async () => {
    const { wechatPay } = await start(none, { mode: 'publicKey' });
    await expect(notify(wechatPay, certificate)).rejects.toMatchObject({
      status: 401,
      reason: 'unknown_serial',
    });
  });
});

test('a public key that is not configured is told with what to set, once a minute at most', async () => {
  for (const mode of ['publicKey', 'certificate'] as const) {
    const { wechatPay, logged } = await start(
      () => signedReply(certificateList(certificate), mode === 'publicKey' ? publicKey : certificate),
      { mode },
    );
    const other = { ...publicKey, serial: 'PUB_KEY_ID_0199999999999999999999999999' };
    for (let i = 0; i < 3; i++) {
      await expect(notify(wechatPay, other)).rejects.toMatchObject({ status: 401, reason: 'unknown_serial' });
    }
    const errors = logged.map((line) => JSON.parse(line)).filter((line) => line.level === 50);
    expect(errors).toMatchObject([
      {
        serial: other.serial,
        msg: expect.stringMatching(/WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY/),
      },
    ]);
  }
});

describe('with a public key', () => {
  const mode = 'publicKey';

  test('the client is ready at once, and names the key in every request', async () => {
    const upstream = await open.upstream(() => signedReply({ echo_message: 'hello' }));
    const { wechatPay } = open.client({ baseUrl: upstream.url });
    expect(wechatPay.isReady()).toBe(true);
    await wechatPay.echo({ echoMessage: 'hello' });
    expect(upstream.requests[0]?.headers['wechatpay-serial']).toBe(publicKey.serial);
  });

  test('a merchant that has no certificates needs none', async () => {
    const { wechatPay, upstream, logged } = await start(
      () => signedReply({ code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }, publicKey, 404),
      { mode },
    );
    await until(() => logged.some((line) => line.includes('no platform certificates')));
    expect(wechatPay.isReady()).toBe(true);
    await expect(notify(wechatPay, publicKey)).resolves.toMatchObject({ kind: 'contract' });
    expect(upstream.requests).toHaveLength(1);
  });

  test('certificates are trusted beside it, whichever of them the list is signed with', async () => {
    for (const key of [publicKey, certificate]) {
      const { wechatPay } = await start(() => signedReply(certificateList(certificate), key), { mode });
      await expect(notify(wechatPay, certificate)).resolves.toMatchObject({ kind: 'contract' });
      await expect(notify(wechatPay, publicKey)).resolves.toMatchObject({ kind: 'contract' });
    }
  });

  test('it comes by configuration only: another one causes no fetch', async () => {
    const upstream = await open.upstream(() => signedReply(certificateList(certificate)));
    const { wechatPay } = open.client({ baseUrl: upstream.url });
    const other = { ...publicKey, serial: 'PUB_KEY_ID_0199999999999999999999999999' };
    await expect(notify(wechatPay, other)).rejects.toMatchObject({ status: 401, reason: 'unknown_serial' });
    expect(upstream.requests).toHaveLength(0);
  });

  test('a key too short to be trusted is refused at once', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(() => open.client({ publicKey: { id: 'PUB_KEY_ID_1', key: createPublicKey(weak) } })).toThrow(
      '2048',
    );
  });
});

describe('an unknown serial (wechatpay-node-v3 downloads the certificates for each)', () => {
  test('causes one fetch, however many come at once, and at most one a minute', async () => {
    let now = Date.now();
    const stamp = () => String(Math.floor(now / 1000));
    const upstream = await open.upstream(() => signedReply(certificateList(certificate)));
    const { wechatPay } = open.client({ baseUrl: upstream.url }, { now: () => now });
    const unknown = (i: number) => ({ ...next, serial: `ABCDEF${1000 + i}` });
    const flood = () =>
      Promise.allSettled(Array.from({ length: 50 }, (_, i) => notify(wechatPay, unknown(i), stamp())));

    for (const result of await flood()) {
      expect(result).toMatchObject({ reason: { status: 401, reason: 'unknown_serial' } });
    }
    expect(upstream.requests).toHaveLength(1);
    now += 59_000;
    await flood();
    expect(upstream.requests).toHaveLength(1);
    now += 2_000;
    await flood();
    expect(upstream.requests).toHaveLength(2);
  });

  test('is trusted when the fetch brings it', async () => {
    const upstream = await open.upstream(() => signedReply(certificateList(certificate)));
    const { wechatPay } = open.client({ baseUrl: upstream.url });
    const results = await Promise.all([1, 2, 3].map(() => notify(wechatPay, certificate)));
    expect(results).toMatchObject([{ kind: 'contract' }, { kind: 'contract' }, { kind: 'contract' }]);
    expect(upstream.requests).toHaveLength(1);
  });

  test('is a 503 while certificates cannot be fetched, so that WeChat Pay sends again', async () => {
    let now = Date.now();
    const upstream = await open.upstream(() => ({ status: 400 }));
    const { wechatPay } = open.client({ baseUrl: upstream.url }, { now: () => now });
    const refused = { status: 503, reason: 'keys_unavailable' };
    await expect(notify(wechatPay, certificate)).rejects.toMatchObject(refused);
    await expect(notify(wechatPay, certificate)).rejects.toMatchObject(refused);
    expect(upstream.requests).toHaveLength(1);

    upstream.reply = () => signedReply(certificateList(certificate));
    now += 61_000;
    await expect(notify(wechatPay, certificate)).resolves.toMatchObject({ kind: 'contract' });
    expect(upstream.requests).toHaveLength(2);
  });

  test('with a signature that cannot be one causes no fetch', async () => {
    const upstream = await open.upstream(() => signedReply(certificateList(certificate)));
    const { wechatPay } = open.client({ baseUrl: upstream.url });
    const { headers, body } = notification(wireContract(), { key: certificate });
    const probe = { ...headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' };
    await expect(wechatPay.parseNotification(probe, body)).rejects.toMatchObject({ reason: 'signature' });
    expect(upstream.requests).toHaveLength(0);
  });
});

test('a client that is closed while it fetches does not say that it will try again', async () => {
  const upstream = await open.upstream(() => 'hang');
  const { wechatPay, logged } = open.client({ baseUrl: upstream.url }, { timing: { headers: 10_000 } });
  const starting = wechatPay.start();
  await until(() => upstream.requests.length > 0);
  await wechatPay.close();
  await starting;
  expect(logged.filter((line) => line.includes('trying again'))).toEqual([]);
});

import { certificate, certificateList, signatureHeaders, signedReply } from '../../test/fake-platform';
import type { FakeUpstream, Reply } from '../../test/fake-upstream';
import { useWechatPay } from '../../test/wechatpay-client';
import type { WechatPayOptions } from './index';

const open = useWechatPay();
const query = { serviceId: 12535, outContractCode: 'wxwtdk20200910100000' };

async function facing(reply: FakeUpstream['reply'], options: Partial<WechatPayOptions> = {}) {
  const upstream = await open.upstream(reply);
  const opened = open.client({ baseUrl: upstream.url }, options);
  const echo = () => opened.wechatPay.echo({ echoMessage: 'hello' });
  const lines = (level: number) =>
    opened.logged.map((line) => JSON.parse(line)).filter((line) => line.level === level);
  return { upstream, ...opened, echo, errors: () => lines(50), warnings: () => lines(40) };
}

const good = () => signedReply({ echo_message: 'hello' });
const refusal = (status: number, code: string): Reply => ({ status, body: JSON.stringify({ code }) });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a signature that WeChat Pay does not accept', () => {
  test('is told once, with what to mend, and pauses what can wait until one good answer', async () => {
    const told: unknown[] = [];
    const { wechatPay, upstream, echo, errors } = await facing(() => refusal(401, 'SIGN_ERROR'), {
      onTrouble: (trouble) => told.push(trouble),
    });
    expect([wechatPay.trouble(), wechatPay.pausedFor()]).toEqual([undefined, 0]);
    for (let i = 0; i < 3; i++) await expect(echo()).rejects.toMatchObject({ kind: 'refused' });
    await expect(wechatPay.queryContract(query)).rejects.toMatchObject({ kind: 'refused' });
    expect(upstream.requests).toHaveLength(4);

    expect(errors()).toMatchObject([{ wechatpayCode: 'SIGN_ERROR', httpStatus: 401 }]);
    expect(errors()[0].reason).toContain('WECHATPAY_MERCHANT_SERIAL');
    expect(wechatPay.trouble()).toBe('refused');
    expect(wechatPay.pausedFor()).toBeGreaterThan(50_000);
    expect(wechatPay.pausedFor()).toBeLessThanOrEqual(60_000);

    upstream.reply = good;
    await echo();
    expect([wechatPay.trouble(), wechatPay.pausedFor()]).toEqual([undefined, 0]);
    expect(told).toEqual(['refused', undefined]);
  });

  test('is over when WeChat Pay refuses for another reason: it has read the request', async () => {
    const { wechatPay, upstream, echo } = await facing(() => refusal(401, 'SIGN_ERROR'));
    await expect(echo()).rejects.toThrow();
    upstream.reply = () => refusal(400, 'PARAM_ERROR');
    await expect(echo()).rejects.toThrow();
    expect(wechatPay.trouble()).toBeUndefined();
  });

  test.each([
    ['a page of a proxy', { status: 401, body: '<html>' }],
    ['a 500', refusal(500, 'SYSTEM_ERROR')],
    ['a 403', refusal(403, 'NO_AUTH')],
    ['a 429', refusal(429, 'RATELIMIT_EXCEEDED')],
  ] as [string, Reply][])('is not what %s says', async (_name, reply) => {
    const { wechatPay, echo } = await facing(() => reply);
    await expect(echo()).rejects.toThrow();
    expect([wechatPay.trouble(), wechatPay.pausedFor()]).toEqual([undefined, 0]);
  });

  test('lets one caller in a minute through as the probe', async () => {
    const { wechatPay, echo } = await facing(() => refusal(401, 'SIGN_ERROR'), { timing: { probe: 200 } });
    await expect(echo()).rejects.toThrow();
    expect(wechatPay.pausedFor()).toBeGreaterThan(0);
    await until(() => wechatPay.pausedFor() === 0);
    const probe = echo();
    expect(wechatPay.pausedFor()).toBeGreaterThan(0);
    await expect(probe).rejects.toThrow();
  });
});

test('a missing permission is told once for each kind of call, at level error', async () => {
  const { wechatPay, echo, errors } = await facing(() => refusal(403, 'NO_AUTH'));
  for (let i = 0; i < 3; i++) await expect(echo()).rejects.toThrow();
  for (let i = 0; i < 3; i++) await expect(wechatPay.queryContract(query)).rejects.toThrow();
  expect(errors()).toMatchObject([
    { operation: 'echo', wechatpayCode: 'NO_AUTH' },
    { operation: 'queryContract', wechatpayCode: 'NO_AUTH' },
  ]);
  expect(errors()[0].reason).toContain('SERVICE_ID');
});

describe('readiness', () => {
  test('waits for the first success while WeChat Pay refuses us, and does not end with a later refusal', async () => {
    const { wechatPay, upstream, echo } = await facing(() => refusal(401, 'SIGN_ERROR'));
    await wechatPay.start();
    expect([wechatPay.isReady(), wechatPay.trouble()]).toEqual([false, 'refused']);
    upstream.reply = good;
    await echo();
    expect(wechatPay.isReady()).toBe(true);
    upstream.reply = () => refusal(401, 'SIGN_ERROR');
    await expect(echo()).rejects.toThrow();
    expect([wechatPay.isReady(), wechatPay.trouble()]).toEqual([true, 'refused']);
  });

  test('with a public key does not wait for a WeChat Pay that is away', async () => {
    const { wechatPay } = await facing(() => ({ status: 502 }));
    await wechatPay.start();
    expect(wechatPay.isReady()).toBe(true);
  });

  test('of a merchant number without certificates is a success with a public key', async () => {
    const { wechatPay } = await facing(() => refusal(404, 'RESOURCE_NOT_EXISTS'));
    await wechatPay.start();
    expect([wechatPay.isReady(), wechatPay.trouble()]).toEqual([true, undefined]);
  });
});

describe('the clock of this machine', () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
  /** A good answer, by a platform whose times are so many seconds after ours. */
  const ahead = (date: number, timestamp = date): Reply => {
    const { body } = good();
    const headers = signatureHeaders(body, undefined, {
      timestamp: String(Math.floor(at(timestamp).getTime() / 1000)),
    });
    return { body, headers: { ...headers, date: at(date).toUTCString() } };
  };
  const atOnce = { timing: { clockWrongAfter: 0 } };

  test.each([
    ['ahead', -400],
    ['behind', 400],
  ])(
    'is wrong when answer after answer says that it is %s: then nothing is asked',
    async (direction, off) => {
      const told: unknown[] = [];
      const { wechatPay, upstream, echo, errors } = await facing(() => ahead(off), {
        ...atOnce,
        onTrouble: (trouble) => told.push(trouble),
      });
      await expect(echo()).rejects.toMatchObject({ kind: 'unverified' });
      expect(upstream.requests).toHaveLength(3);
      expect([wechatPay.trouble(), told]).toEqual(['clock_wrong', ['clock_wrong']]);
      expect(wechatPay.pausedFor()).toBeGreaterThan(50_000);
      await expect(echo()).rejects.toMatchObject({
        kind: 'clock_wrong',
        message: expect.stringMatching(new RegExp(`\\d s ${direction} .*NTP`)),
      });
      await expect(wechatPay.queryContract(query)).rejects.toMatchObject({ kind: 'clock_wrong' });
      expect(upstream.requests).toHaveLength(3);
      const differences = errors().map((line) => Math.sign(line.ahead));
      expect(differences).toEqual([-Math.sign(off)]);
    },
  );

  test('is asked about once a minute, and right again after one good answer', async () => {
    const { wechatPay, upstream, echo } = await facing(() => ahead(400), {
      timing: { clockWrongAfter: 0, probe: 200 },
    });
    await expect(echo()).rejects.toMatchObject({ kind: 'unverified' });
    upstream.reply = () => ahead(0);
    await until(() => wechatPay.pausedFor() === 0);
    const [probe, other] = await Promise.allSettled([echo(), echo()]);
    expect(probe).toMatchObject({ status: 'fulfilled' });
    expect(other).toMatchObject({ status: 'rejected', reason: { kind: 'clock_wrong' } });
    expect([wechatPay.trouble(), wechatPay.pausedFor()]).toEqual([undefined, 0]);
    await echo();
  });

  test('is not wrong by answers of a few seconds', async () => {
    const { wechatPay, echo } = await facing(() => ahead(400));
    for (let i = 0; i < 3; i++) await expect(echo()).rejects.toMatchObject({ kind: 'unverified' });
    expect(wechatPay.trouble()).toBeUndefined();
  });

  test('is not wrong when one answer in three is right', async () => {
    const told: unknown[] = [];
    const { echo, upstream } = await facing((_request, attempt) => ahead(attempt % 3 === 0 ? 0 : 400), {
      ...atOnce,
      onTrouble: (trouble) => told.push(trouble),
    });
    for (let i = 0; i < 3; i++) await echo();
    expect(upstream.requests).toHaveLength(9);
    expect(told).toEqual([]);
  });

  test.each([
    ['the Date alone, as of a proxy with a wrong clock', () => ahead(4000, 0)],
    ['the signed time alone, as of an answer that was kept', () => ahead(0, 4000)],
    ["another's page", () => ({ status: 502, body: '<html>', headers: { date: at(4000).toUTCString() } })],
  ])('is not wrong by %s', async (_, reply) => {
    const { wechatPay, echo } = await facing(reply, atOnce);
    for (let i = 0; i < 3; i++) await echo().catch(() => {});
    expect(wechatPay.trouble()).toBeUndefined();
  });

  test('is known to be wrong from refusals that are not signed', async () => {
    const { wechatPay, echo } = await facing(
      () => ({ status: 401, body: '{"code":"SIGN_ERROR"}', headers: { date: at(-400).toUTCString() } }),
      atOnce,
    );
    for (let i = 0; i < 3; i++) await expect(echo()).rejects.toMatchObject({ kind: 'refused' });
    expect(wechatPay.trouble()).toBe('clock_wrong');
  });

  test('is warned about once when it is over 120 s off', async () => {
    const { wechatPay, echo, upstream, warnings } = await facing(() => ahead(110), atOnce);
    await echo();
    expect(warnings()).toEqual([]);
    upstream.reply = () => ahead(200);
    for (let i = 0; i < 4; i++) await echo();
    expect(warnings()).toMatchObject([{ msg: expect.stringContaining('clock') }]);
    expect(wechatPay.trouble()).toBeUndefined();
  });

  test('that is mended brings the certificates without a restart', async () => {
    let off = 400_000;
    const upstream = await open.upstream(() => signedReply(certificateList(certificate), certificate));
    const { wechatPay } = open.client(
      { baseUrl: upstream.url },
      {
        mode: 'certificate',
        now: () => Date.now() + off,
        timing: { clockWrongAfter: 0, probe: 20, certificatesRetry: 5 },
      },
    );
    await wechatPay.start();
    expect([wechatPay.isReady(), wechatPay.trouble()]).toEqual([false, 'clock_wrong']);
    off = 0;
    await until(() => wechatPay.isReady());
    expect(wechatPay.trouble()).toBeUndefined();
  });
});

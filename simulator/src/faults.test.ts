import { request } from 'undici';
import { createSimulator } from './index';
import { createMerchant, fetchCertificate, isSignedBy } from './testing/merchant';
import { startBench } from './testing/start';

const bench = startBench();
const setFaults = (...faults: object[]) => bench.merchant.control('PUT', '/faults', faults);

async function lastRequest() {
  const { requests } = await bench.merchant.control<{ requests: object[] }>('GET', '/requests');
  return requests.at(-1);
}

describe('http', () => {
  test('an error of choice, with headers, for as many requests as told', async () => {
    const { merchant } = bench;
    await setFaults({
      operation: 'queryContract',
      kind: 'http',
      status: 429,
      code: 'RATELIMIT_EXCEEDED',
      message: '频率超限',
      headers: { 'Retry-After': '7' },
      times: 2,
    });
    for (const _ of [1, 2]) {
      const reply = await merchant.call('GET', merchant.paths.contract('any'));
      expect(reply).toMatchObject({
        status: 429,
        json: { code: 'RATELIMIT_EXCEEDED', message: '频率超限' },
        headers: { 'retry-after': '7' },
      });
    }
    expect((await merchant.call('GET', merchant.paths.contract('any'))).status).toBe(403);
    expect(await merchant.control('GET', '/faults')).toEqual({ faults: [] });
  });

  test('500 SYSTEM_ERROR when nothing is chosen; another operation is untouched', async () => {
    await setFaults({ operation: 'preEntrustSign', kind: 'http' });
    const { reply } = await bench.merchant.preEntrustSign();
    expect(reply).toMatchObject({ status: 500, json: { code: 'SYSTEM_ERROR' } });
    expect((await bench.merchant.call('GET', '/v3/certificates')).status).toBe(200);
  });

  test('HTML instead of JSON', async () => {
    await setFaults({
      operation: 'preEntrustSign',
      kind: 'http',
      status: 200,
      body: '<html>gateway</html>',
      contentType: 'text/html',
    });
    const { reply } = await bench.merchant.preEntrustSign();
    expect(reply).toMatchObject({
      status: 200,
      text: '<html>gateway</html>',
      headers: { 'content-type': 'text/html' },
    });
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ])('%s the work: %d contracts are held', async (when, held) => {
    await setFaults({ operation: 'preEntrustSign', kind: 'http', status: 500, when });
    await bench.merchant.preEntrustSign();
    const { contracts } = await bench.merchant.control<{ contracts: object[] }>('GET', '/contracts');
    expect(contracts).toHaveLength(held);
  });
});

describe('no answer', () => {
  test.each([
    ['before', 0],
    ['after', 1],
  ])('reset %s the work', async (when, held) => {
    await setFaults({ operation: 'preEntrustSign', kind: 'reset', when, times: 1 });
    await expect(bench.merchant.preEntrustSign()).rejects.toThrow();
    expect(await lastRequest()).toMatchObject({ fault: 'reset', status: null });
    const { contracts } = await bench.merchant.control<{ contracts: object[] }>('GET', '/contracts');
    expect(contracts).toHaveLength(held);
    expect((await bench.merchant.preEntrustSign()).reply.status).toBe(200);
  });

  test('a request that hangs does not keep the simulator from closing', async () => {
    const simulator = await createSimulator();
    const merchant = createMerchant(simulator);
    await merchant.control('PUT', '/faults', [{ operation: 'certificates', kind: 'timeout' }]);
    const hanging = expect(merchant.call('GET', '/v3/certificates')).rejects.toThrow();
    for (let seen = false; !seen; ) {
      const { requests } = await merchant.control<{ requests: { fault: string }[] }>('GET', '/requests');
      seen = requests.some(({ fault }) => fault === 'timeout');
    }
    await simulator.close();
    await hanging;
  });

  test('a delayed answer is a real one', async () => {
    await setFaults({ operation: 'certificates', delayMs: 80 });
    const startedAt = performance.now();
    expect((await bench.merchant.call('GET', '/v3/certificates')).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(75);
  });
});

describe('the real answer, wrongly signed', () => {
  const answer = async (fault: object) => {
    await setFaults({ operation: 'preEntrustSign', ...fault });
    const { serial, pem } = await fetchCertificate(bench.merchant);
    const { reply } = await bench.merchant.preEntrustSign();
    expect(reply.status).toBe(200);
    return { reply, serial, isVerified: isSignedBy(pem, reply.headers, reply.text) };
  };

  test('badSignature', async () => {
    const { reply, isVerified } = await answer({ badSignature: true });
    expect(isVerified).toBe(false);
    expect(reply.headers['wechatpay-signature']).toMatch(/^[A-Za-z0-9+/]{342}==$/);
  });

  test('probe', async () => {
    const { reply, isVerified } = await answer({ probe: true });
    expect(isVerified).toBe(false);
    expect(reply.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
  });

  test('unknownSerial', async () => {
    const { reply, serial } = await answer({ unknownSerial: true });
    expect(reply.headers['wechatpay-serial']).toMatch(/^[0-9A-F]{40}$/);
    expect(reply.headers['wechatpay-serial']).not.toBe(serial);
  });

  test('clockSkewSeconds: the stated time is off, the signature over it is right', async () => {
    const { reply, isVerified } = await answer({ clockSkewSeconds: -301 });
    expect(Number(reply.headers['wechatpay-timestamp'])).toBeLessThan(Date.now() / 1000 - 299);
    expect(isVerified).toBe(true);
  });

  test('unsigned', async () => {
    await setFaults({ operation: 'certificates', unsigned: true });
    const { headers } = await bench.merchant.call('GET', '/v3/certificates');
    expect(headers).not.toHaveProperty('wechatpay-signature');
  });
});

test('a request that is refused anyway does not use a fault up', async () => {
  await setFaults({ operation: 'certificates', kind: 'http', status: 503, times: 1 });
  await bench.merchant.call('GET', '/v3/certificates', { mchid: '1' });
  expect((await bench.merchant.call('GET', '/v3/certificates')).status).toBe(503);
});

test('jscode2session answers HTML or nothing as well', async () => {
  const { simulator } = bench;
  await setFaults({ operation: 'jscode2session', kind: 'http', status: 502, body: '<html>', times: 1 });
  const reply = await request(`${simulator.url}/sns/jscode2session`);
  expect([reply.statusCode, await reply.body.text()]).toEqual([502, '<html>']);
  await setFaults({ operation: 'jscode2session', kind: 'reset' });
  await expect(request(`${simulator.url}/sns/jscode2session`)).rejects.toThrow();
});

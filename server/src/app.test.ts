import { useApp } from '../test/app';
import { error, useServer } from '../test/http';
import { waitFor } from '../test/wait';
import { createMetricsApp } from './app';
import type { Services } from './contracts/services';
import { describeApi } from './http/openapi';
import { routes } from './routes';

const app = useApp({ METRICS_TOKEN: 'a-metrics-token-of-32-characters' });
const { services, lines, ask } = app;
const metricsApp = useServer(() => createMetricsApp(services));

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** With some of the services replaced while something is asked. */
async function withServices<T>(changed: Partial<Services>, use: () => Promise<T>): Promise<T> {
  const before = { ...services };
  Object.assign(services, changed);
  try {
    return await use();
  } finally {
    Object.assign(services, before);
  }
}

describe('every answer', () => {
  it.each([
    ['GET', '/healthz', 200, undefined],
    ['GET', '/nothing', 404, 'not_found'],
    ['GET', '/api', 404, 'not_found'],
    ['GET', '/api/signings/a/b/c', 404, 'not_found'],
    ['GET', '/..%2f..%2fetc/passwd', 404, 'not_found'],
    ['GET', '/%E0%A4%A', 404, 'not_found'],
    ['GET', '/api/contracts', 401, 'unauthorized'],
    ['GET', '/metrics', 403, 'forbidden'],
    ['POST', '/api/login', 400, 'invalid_request'],
    ['POST', '/notifications/wechatpay', 503, undefined],
    ['GET', '/api/login', 405, 'method_not_allowed'],
    ['PROPFIND', '/nothing', 404, 'not_found'],
  ])(
    'to %s %s has an id of ours, and is for nobody to keep or guess at',
    async (method, path, status, code) => {
      const answers = await Promise.all(
        [1, 2].map(() => ask(method, path, { headers: { 'x-request-id': 'mine' } })),
      );
      for (const { status: found, headers, body } of answers) {
        expect([found, body.error?.code]).toEqual([status, code]);
        expect(headers).toMatchObject({
          'x-request-id': expect.stringMatching(UUID),
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'content-type': 'application/json; charset=utf-8',
        });
        if (code) expect(body.error.requestId).toBe(headers['x-request-id']);
      }
      expect(answers[0]!.headers['x-request-id']).not.toBe(answers[1]!.headers['x-request-id']);
    },
  );

  it('has a line in the log: what was asked, what came of it, and nobody’s name', async () => {
    const { get, token, user } = await app.user();
    const { headers } = await get('/api/contracts?limit=5', { cookie: 'session=of-mine' });
    expect(headers['content-length']).toBe('16');
    const id = headers['x-request-id'];
    const found = await waitFor('its line', () => lines.find(({ requestId }) => requestId === id));
    const { ms, time, pid, ...line } = found;
    expect(line).toEqual({
      level: 'info',
      event: 'request',
      requestId: id,
      method: 'GET',
      path: '/api/contracts',
      status: 200,
      msg: 'request',
    });
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(60_000);
    for (const secret of [token, user.openid, 'of-mine']) expect(JSON.stringify(lines)).not.toContain(secret);
  });
});

describe('a method', () => {
  it.each([
    ['GET', '/api/login', 'POST'],
    ['DELETE', '/api/signings', 'POST'],
    ['PUT', '/notifications/wechatpay', 'POST'],
    ['GET', '/notifications/wechatpay', 'POST'],
    ['POST', '/api/contracts', 'HEAD, GET'],
    ['PROPFIND', '/api/contracts', 'HEAD, GET'],
    ['POST', '/healthz', 'HEAD, GET'],
    ['HEAD', '/api/login', 'POST'],
  ])('%s of %s is not one of its: %s is', async (method, path, allow) => {
    const { status, headers, body } = await ask(method, path, { headers: { 'accept-language': 'en' } });
    expect([status, headers.allow]).toEqual([405, allow]);
    if (method !== 'HEAD')
      expect(body).toEqual(error('method_not_allowed', 'This method is not supported here'));
  });

  it.each([
    ['/api/login', 'POST'],
    ['/api/contracts', 'HEAD, GET'],
  ])('OPTIONS of %s says which there are, and to no other site', async (path, allow) => {
    const { status, headers, text } = await ask('OPTIONS', path, {
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect([status, headers.allow, text]).toEqual([200, allow, '']);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('HEAD gets the headers of GET, and no body', async () => {
    const { get, bearer } = await app.user();
    const headers = bearer;
    const gotten = await get('/api/contracts');
    const head = await ask('HEAD', '/api/contracts', { headers });
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'cache-control'])
      expect(head.headers[name]).toBe(gotten.headers[name]);
    expect((await ask('HEAD', '/nothing')).status).toBe(404);
    expect((await ask('HEAD', '/api/contracts')).status).toBe(401);
  });
});

it('describes itself as its routes are', async () => {
  const { status, body } = await ask('GET', '/openapi.json');
  expect([status, body]).toEqual([200, describeApi(routes)]);
});

describe('readiness', () => {
  const ready = { redis: true, wechatPay: true, starting: false, draining: false };
  const readyz = async () => {
    const { status, body } = await ask('GET', '/readyz');
    return { status, body };
  };

  it('is 200, and a write to Redis that lasts a minute at most', async () => {
    expect(await readyz()).toEqual({ status: 200, body: { status: 'ready', ...ready } });
    const left = await services.store.client.pttl(services.store.keys.writable);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  const { store, wechatPay } = services;
  it.each<[what: string, changed: Partial<Services>, parts: object]>([
    [
      'WeChat Pay has not accepted us',
      { wechatPay: { ...wechatPay, isReady: () => false } },
      { wechatPay: false },
    ],
    ['it starts', { isStarted: () => false }, { starting: true }],
    ['it shuts down', { stopping: AbortSignal.abort() }, { draining: true }],
    [
      'Redis has what a later version stored',
      { store: { ...store, signings: { ...store.signings, metNewerFormat: () => true } } },
      { storedByLaterVersion: true },
    ],
  ])('is 503 while %s', async (_, changed, parts) => {
    expect(await withServices(changed, readyzOf(changed))).toEqual({
      status: 503,
      body: { status: 'not ready', ...ready, ...parts },
    });
  });

  it('stays 200 in trouble that all servers have at once, and says it', async () => {
    const changed = { wechatPay: { ...wechatPay, trouble: () => 'refused' as const } };
    expect(await readyzOf(changed)()).toEqual({
      status: 200,
      body: { status: 'ready', ...ready, wechatPayTrouble: 'refused' },
    });
  });

  /** The routes of health take the services apart when they are made. */
  const readyzOf = (changed: Partial<Services>) => async () => {
    const { default: Koa } = await import('koa');
    const { readyz: handler } = await import('./routes/health');
    const { ask: askOf } = await import('../test/http');
    const server = new Koa().use(handler({ ...services, ...changed })).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { status, body } = await askOf(`http://127.0.0.1:${port}`, 'GET', '/readyz');
    server.close();
    return { status, body };
  };
});

it('lives though it is not ready', async () => {
  const { status, body } = await withServices({ isStarted: () => false }, () => ask('GET', '/healthz'));
  expect([status, body]).toEqual([200, { status: 'ok' }]);
});

it('sends callers elsewhere once it shuts down, those too who get an error', async () => {
  const connection = async (path: string) =>
    (await ask('GET', path, { headers: { connection: 'keep-alive' } })).headers.connection;
  const paths = ['/healthz', '/nothing', '/api/contracts'];
  expect(await Promise.all(paths.map(connection))).toEqual(Array(3).fill('keep-alive'));
  await withServices({ stopping: AbortSignal.abort() }, async () => {
    expect(await Promise.all(paths.map(connection))).toEqual(Array(3).fill('close'));
  });
});

describe('metrics', () => {
  const headers = { authorization: 'Bearer a-metrics-token-of-32-characters' };
  async function values() {
    const { text } = await ask('GET', '/metrics', { headers });
    return Object.fromEntries(
      text
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    );
  }
  const requests = (method: string, route: string, status: number) =>
    `http_request_seconds_count{method="${method}",route="${route}",status="${status}"}`;

  it('count requests by route, not by path, and measure them in seconds', async () => {
    const names = [
      requests('GET', '/api/signings/:outContractCode', 404),
      requests('GET', 'none', 404),
      requests('POST', '/api/login', 415),
      requests('GET', '/healthz', 200),
    ];
    const before = await values();
    const { get } = await app.user();
    await Promise.all([
      get('/api/signings/abc'),
      get('/api/signings/def'),
      ask('GET', '/elsewhere/abc'),
      ask('POST', '/api/login', { body: 'code', headers: { 'content-type': 'text/plain' } }),
      ...Array.from({ length: 3 }, () => ask('GET', '/healthz')),
    ]);
    const after = await values();
    expect(names.map((name) => after[name]! - (before[name] ?? 0))).toEqual([2, 1, 1, 3]);
    const sum = 'http_request_seconds_sum{method="GET",route="/healthz",status="200"}';
    expect(after[sum]).toBeGreaterThan(0);
    expect(after[sum]).toBeLessThan(60);
    expect(Object.keys(after).filter((name) => name.includes('abc'))).toEqual([]);
  });

  it('say how many jobs wait, as it is now', async () => {
    const job = { serviceId: 12535, subMchid: '1900000109', expiresAt: Date.now() + 7_200_000 };
    const waiting = async () => {
      const all = await values();
      return Object.entries(await services.jobs.counts()).map(([state, count]) => [
        state,
        all[`jobs{state="${state}"}`],
        count,
      ]);
    };
    for (const [state, shown, count] of await waiting()) expect([state, shown]).toEqual([state, count]);
    await services.jobs.addClose({ outContractCode: 'a1', ...job }, 7_200_000);
    const found = await waiting();
    expect(found.some(([, , count]) => Number(count) > 0)).toBe(true);
    for (const [state, shown, count] of found) expect([state, shown]).toEqual([state, count]);
  });

  it('stand alone on a port of their own, and nothing else does', async () => {
    const { status, headers: found, text } = await metricsApp.ask('GET', '/metrics');
    expect([status, found['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toMatch(/^# HELP http_request_seconds Requests answered, by route and status$/m);
    expect((await metricsApp.ask('GET', '/healthz')).body.error.code).toBe('not_found');
    expect((await metricsApp.ask('POST', '/metrics')).status).toBe(404);
  });
});

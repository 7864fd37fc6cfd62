import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { notification, wireContract } from '../test/fake-platform';
import { ask, error } from '../test/http';
import { usePlatform } from '../test/platform';
import { waitFor } from '../test/wait';
import type { Config } from './config';
import { type ContractServer, type ContractServerOptions, createContractServer } from './contract-server';
import type { ContractEvent } from './events/merchant-functions';

const { config, known, platform } = usePlatform();

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
  jest.restoreAllMocks();
});

/** A server, its events and its log, each of its own. */
function create(options: Partial<ContractServerOptions> = {}) {
  const events: ContractEvent[] = [];
  const lines: Record<string, unknown>[] = [];
  const take = async (event: ContractEvent) => void events.push(event);
  const server = createContractServer({
    config: config(),
    merchant: { onContractSigned: take, onContractTerminated: take },
    checkAnswers: true,
    log: { write: (line) => void lines.push(JSON.parse(line)) },
    ...options,
  });
  opened.push({ close: () => server.close({ atOnce: true }) });
  return { server, events, lines, said: (event: string) => lines.filter((line) => line.event === event) };
}

/** An application that listens, and hands over as `listener` does. */
async function listen(listener: RequestListener): Promise<string> {
  const app: Server = createServer(listener);
  await once(app.listen(0, '127.0.0.1'), 'listening');
  opened.push({
    close: () => {
      app.closeAllConnections();
      app.close();
    },
  });
  return `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const APP = 'wxd678efh567hg6788';
const user = { appId: APP, openid: 'o-theirs' };
const post = (url: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  ask(url, 'POST', path, { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

/** Signs as WeChat Pay would say it, to the notification. */
async function sign(url: string, outContractCode: string, openid: string, at = '/notifications/wechatpay') {
  const contract = wireContract({
    out_contract_code: outContractCode,
    sub_mchid: '1900000109',
    sub_appid: APP,
    sub_openid: openid,
    openid: undefined,
  });
  known.set(outContractCode, contract);
  const { headers, body } = notification(contract);
  return ask(url, 'POST', at, { headers: headers as Record<string, string>, body });
}

describe('a server within an application', () => {
  it('answers below its mount, by the merchant’s own login, until the merchant has heard of the contract', async () => {
    const asked: string[] = [];
    const { server, events } = create({
      authenticate: async ({ headers, url }) => {
        asked.push(url!);
        return headers.cookie === 'session=1' ? { ...user, reference: '订单 7' } : null;
      },
    });
    await server.start();
    const url = await listen(server.handler);
    const cookie = { cookie: 'session=1' };
    const refused = await post(url, '/api/signings');
    expect([refused.status, refused.body.error.code]).toEqual([401, 'unauthorized']);
    const made = await post(url, '/api/signings', {}, cookie);
    expect([made.status, made.body.status]).toEqual([201, 'ready']);
    expect(asked).toEqual(['/api/signings', '/api/signings']);
    const preSign = platform().requests.findLast(({ path }) => path.endsWith('/mini-program'))!;
    expect(JSON.parse(preSign.body)).toMatchObject({ sub_openid: 'o-theirs', sub_mchid: '1900000109' });
    expect((await sign(url, made.body.outContractCode, 'o-theirs')).status).toBe(204);
    await waitFor('the merchant to hear of it', () => events.length === 1);
    expect(events[0]).toMatchObject({ type: 'contract.signed', openid: 'o-theirs', reference: '订单 7' });
  });

  it('has neither a login of its own then, nor what belongs to the application', async () => {
    const { server } = create({ authenticate: () => user });
    await server.start();
    const url = await listen(server.handler);
    const statuses = async (paths: string[]) =>
      Promise.all(paths.map(async (path) => (await ask(url, 'GET', path)).status));
    expect((await post(url, '/api/login', { code: 'x' })).status).toBe(404);
    expect((await post(url, '/api/logout')).status).toBe(404);
    expect(await statuses(['/healthz', '/readyz', '/metrics', '/openapi.json', '/'])).toEqual(
      Array(5).fill(404),
    );
  });

  it('says whether it is ready, and what it has counted', async () => {
    const { server } = create();
    expect(await server.ready()).toMatchObject({ ready: false, starting: true, draining: false });
    expect(await server.metrics()).toBe('');
    await server.start();
    expect(await server.ready()).toMatchObject({ ready: true, redis: true, wechatPay: true });
    expect(await server.metrics()).toContain('\nlong_polls 0\n');
    await server.close();
    expect(await server.ready()).toMatchObject({ ready: false, starting: false, draining: true });
  });

  it('reads no environment, writes to no console, and hears no signal', async () => {
    const outputs = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const quiet = createContractServer({
      config: config(),
      merchant: { onContractSigned: async () => {}, onContractTerminated: async () => {} },
    });
    await quiet.start();
    await post(await listen(quiet.handler), '/api/signings');
    await quiet.close();
    for (const output of outputs) expect(output).not.toHaveBeenCalled();
    expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
  });

  it('never meets another in its process: a token, a contract and an event of one are nothing to the other', async () => {
    const [one, other] = [create(), create()];
    await Promise.all([one.server.start(), other.server.start()]);
    const [url, otherUrl] = [await listen(one.server.handler), await listen(other.server.handler)];
    const { token } = (await post(url, '/api/login', { code: 'c' })).body;
    const bearer = { authorization: `Bearer ${token}` };
    const { outContractCode } = (await post(url, '/api/signings', {}, bearer)).body;
    expect((await post(otherUrl, '/api/signings', {}, bearer)).status).toBe(401);
    await sign(url, outContractCode, 'o-flow');
    await waitFor('its event', () => one.events.length === 1);
    expect(other.events).toEqual([]);
    await one.server.close();
    expect((await post(url, '/api/login', { code: 'c' })).body.error.code).toBe('not_running');
    expect((await post(otherUrl, '/api/login', { code: 'c' })).status).toBe(200);
    expect(await other.server.metrics()).not.toContain('merchant_events_total{');
  });

  it('of another provider takes nothing of the first’s, though its notifications are as well signed', async () => {
    const base = config();
    const two = [
      create({ authenticate: () => user }),
      create({ config: { ...base, wechatPay: { ...base.wechatPay, mchid: '1900000002' } } }),
    ];
    const [one, other] = two as [(typeof two)[0], (typeof two)[0]];
    await Promise.all([one.server.start(), other.server.start()]);
    const [url, otherUrl] = [await listen(one.server.handler), await listen(other.server.handler)];
    const { outContractCode } = (await post(url, '/api/signings')).body;
    expect((await sign(otherUrl, outContractCode, user.openid)).status).toBe(204);
    await expect(other.server.contracts.byCode(outContractCode)).rejects.toMatchObject({ code: 'not_found' });
    expect((await sign(url, outContractCode, user.openid)).status).toBe(204);
    await waitFor('the first’s event', () => one.events.length === 1);
    expect(await one.server.contracts.byCode(outContractCode)).toMatchObject({ status: 'signed' });
    expect([other.events, (await other.server.contracts.changes()).changes]).toEqual([[], []]);
  });
});

describe('options that no compiler has checked', () => {
  it.each<[what: string, options: unknown, zh: RegExp]>([
    ['none', undefined, /^config 要用 loadConfig.+config is what loadConfig returns/],
    ['variables as the configuration', { config: process.env }, /^config 要用 loadConfig/],
    ['an authenticate that is no function', { authenticate: {} }, /^authenticate 应为函数.+is a function/],
    ['a log without write', { log: () => {} }, /^log 应为.+process\.stdout/],
    ['a merchant without its functions', { merchant: { onSigned() {} } }, /^merchant 要有 onContractSigned/],
  ])('are refused at once, with what is wanted: %s', (_what, options, message) => {
    const given = options === undefined ? options : { config: config(), ...options };
    expect(() => createContractServer(given as ContractServerOptions)).toThrow(message);
  });
});

describe('what its log says of the start', () => {
  it('is one line with what it has, without a secret', async () => {
    const { server, lines, said } = create({ authenticate: () => user, basePath: '/pay' });
    await server.start();
    expect(said('started')).toMatchObject([
      {
        level: 'info',
        mount: '/pay',
        notifyUrl: 'http://127.0.0.1:3000/notifications/wechatpay',
        redis: expect.stringMatching(/^127\.0\.0\.1:\d+\/\d+$|^[\w.-]+:\d+/),
        subMerchants: 1,
        login: 'authenticate',
        msg: 'contract server started',
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(config().wechatPay.apiV3Key.toString());
  });

  it('says what is odd in the configuration, though it is used', async () => {
    const { server, said } = create({ config: config({}, { CONTRACT_DISPLAY_ACCOUNT: 'a b' }) });
    await server.start();
    expect(said('config-warning')).toMatchObject([
      { level: 'warn', variable: 'CONTRACT_DISPLAY_ACCOUNT', zh: expect.stringContaining('特殊字符') },
    ]);
  });
});

describe('without authenticate, and without an AppSecret', () => {
  const ownLogin = () => {
    const [{ loginAppSecret: _, ...merchant }] = config().merchants as [Config['merchants'][0]];
    return config({ merchants: [merchant] });
  };

  it('warns at the start, and once a minute of the calls that get 401: only issueToken lets anybody in', async () => {
    const { server, said } = create({ config: ownLogin() });
    await server.start();
    expect(said('no-login')).toMatchObject([
      {
        level: 'warn',
        msg: expect.stringContaining('authenticate'),
        zh: expect.stringContaining('authenticate'),
      },
    ]);
    const url = await listen(server.handler);
    for (const headers of [{}, { authorization: 'Bearer session-1' }])
      expect((await post(url, '/api/signings', {}, headers)).status).toBe(401);
    expect(said('no-login-refused')).toMatchObject([
      {
        level: 'warn',
        msg: expect.stringContaining('issueToken'),
        zh: expect.stringContaining('issueToken'),
      },
    ]);
    const { token } = await server.contracts.issueToken(user);
    expect((await post(url, '/api/signings', {}, { authorization: `Bearer ${token}` })).status).toBe(201);
  });

  it('is not warned of where users can log in', async () => {
    const { server, said } = create();
    await server.start();
    const url = await listen(server.handler);
    expect((await post(url, '/api/signings')).status).toBe(401);
    expect([said('no-login'), said('no-login-refused')]).toEqual([[], []]);
  });
});

describe('its contracts', () => {
  it('are there for the application’s own code: from a token to the end', async () => {
    const { server } = create();
    await expect(server.contracts.byCode('x')).rejects.toMatchObject({ code: 'not_running' });
    await server.start();
    const url = await listen(server.handler);
    const { token } = await server.contracts.issueToken({ ...user, reference: '订单 7' });
    const bearer = { authorization: `Bearer ${token}` };
    const { outContractCode } = (await post(url, '/api/signings', {}, bearer)).body;
    await expect(server.contracts.byCode(outContractCode)).rejects.toMatchObject({ code: 'not_found' });
    await sign(url, outContractCode, 'o-theirs');
    const contract = { outContractCode, status: 'signed', reference: '订单 7', ...user };
    expect(await server.contracts.byCode(outContractCode)).toMatchObject(contract);
    expect(await server.contracts.search(user)).toMatchObject({ contracts: [contract] });
    const { changes, cursor, more } = await server.contracts.changes();
    expect([changes, more]).toMatchObject([[contract], false]);
    expect(await server.contracts.changes({ cursor })).toEqual({ changes: [], cursor, more: false });
    await expect(server.contracts.forgetUser(user)).rejects.toMatchObject({ code: 'contract_in_force' });
    await expect(server.contracts.changes({ limit: 0 })).rejects.toThrow(/\n- limit: 应为 1 到 200/);
    const word = { as: 'over' as 'ended', reason: 'x' };
    await expect(server.contracts.resolve(outContractCode, word)).rejects.toThrow(/\n- as: 应为 signed/);
    expect(await server.contracts.doubtful()).toEqual({ contracts: [], more: false });
    expect(await server.contracts.unassigned()).toEqual([]);
  });
});

describe('a user whom the application’s own code names', () => {
  it.each<[what: string, named: object]>([
    ['no openid', { appId: APP }],
    ['an openid that is null', { appId: APP, openid: null }],
    ['an empty openid', { appId: APP, openid: '' }],
    ['a reference that is too long', { ...user, reference: 'r'.repeat(65) }],
    ['a number as reference', { ...user, reference: 7 }],
  ])('with %s is refused, as over HTTP: all such would be one', async (_what, named) => {
    const { server } = create();
    await server.start();
    const { issueToken, search, forgetUser } = server.contracts;
    for (const call of [issueToken, search, forgetUser])
      await expect(call(named as typeof user)).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('请求内容有误'),
        options: { details: { issues: [{ path: expect.any(String), message: expect.any(String) }] } },
      });
  });
});

describe('where it is mounted', () => {
  const authenticate = () => user;
  const statusOf = async (url: string, path: string) => (await ask(url, 'GET', path)).status;

  it.each<[how: string, basePath: string | undefined, hand: (server: ContractServer) => RequestListener]>([
    ['as Express and Nest do, which strip the path', undefined, (server) => stripping(server)],
    ['as they do, by the path that was sent', '/pay', (server) => stripping(server)],
    ['as koa-mount does, which keeps nothing', undefined, (server) => stripping(server, { keep: false })],
    ['with the full path', '/pay', (server) => server.handler],
  ])('%s', async (_how, basePath, hand) => {
    const { server, said } = create({ authenticate, ...(basePath && { basePath }) });
    await server.start();
    const url = await listen(hand(server));
    expect(await statusOf(url, '/pay/api/contracts?limit=5')).toBe(200);
    for (const path of ['/pay/healthz', '/pay/pay/api/contracts', '/pay', '/other/api/contracts'])
      expect([path, await statusOf(url, path)]).toEqual([path, 404]);
    expect(said('notify-path-unknown')).toEqual([]);
    const refused = await post(url, '/pay/notifications/wechatpay');
    expect(refused.status).toBe(401);
  });

  it('is compared as it was sent, and nothing answers beside it', async () => {
    const { server, said } = create({ authenticate, basePath: '/shop/pay' });
    await server.start();
    const url = await listen(server.handler);
    expect(await statusOf(url, '/shop/pay/api/contracts')).toBe(200);
    for (const path of [
      '/api/contracts',
      '/shop%2fpay/api/contracts',
      '/SHOP/pay/api/contracts',
      '/shop/payapi/x',
    ])
      expect([path, await statusOf(url, path)]).toEqual([path, 404]);
    await post(url, '/notifications/wechatpay');
    expect(said('notify-path-unknown')).toMatchObject([
      { path: '/notifications/wechatpay', expected: '/shop/pay/notifications/wechatpay', level: 'warn' },
    ]);
    expect(said('notify-path-unknown')[0]!.zh).toContain('basePath');
  });

  it.each<[how: string, basePath: string | undefined, expected: string]>([
    ['another than where it is mounted', '/wrong', '/wrong/api/…'],
    ['missing where the path comes whole', undefined, '/api/…'],
  ])('is warned about once a minute when it is %s', async (_how, basePath, expected) => {
    const { server, said } = create({ authenticate, ...(basePath && { basePath }) });
    await server.start();
    const url = await listen(server.handler);
    expect(await statusOf(url, '/pay/api/signings/current')).toBe(404);
    expect(await statusOf(url, '/pay/api/contracts')).toBe(404);
    expect(said('mount-unknown')).toMatchObject([
      { level: 'warn', path: '/pay/api/signings/current', expected, zh: expect.stringContaining('basePath') },
    ]);
  });

  it('is not warned about when only the call is unknown', async () => {
    const { server, said } = create({ authenticate, basePath: '/pay' });
    await server.start();
    const url = await listen(server.handler);
    for (const path of ['/pay/api/nothing', '/', '/favicon.ico']) expect(await statusOf(url, path)).toBe(404);
    expect(said('mount-unknown')).toEqual([]);
  });

  it.each(['pay', '/pay/', '/', '', '/pay?x', '/a//b'])('is refused at once as %j', (basePath) => {
    expect(() => create({ basePath })).toThrow(/basePath 应为以 \/ 开头/);
  });

  /** What Express does with what it has mounted below `/pay`. */
  function stripping(server: ContractServer, { keep = true } = {}): RequestListener {
    return (request, response) => {
      const sent = request.url!;
      if (keep) Object.assign(request, { originalUrl: sent });
      if (sent.startsWith('/pay')) {
        request.url = sent.slice(4) || '/';
        void server.handler(request, response);
      } else response.writeHead(404).end();
    };
  }
});

describe('a login of the merchant’s', () => {
  const refusedAs = async (authenticate: ContractServerOptions['authenticate']) => {
    const { server, lines, said } = create({ authenticate: authenticate! });
    await server.start();
    const { status, body, headers } = await post(await listen(server.handler), '/api/signings');
    return { answer: [status, body.error?.code], headers, said, lines };
  };
  // biome-ignore lint/suspicious/noExplicitAny: whatever comes of code without types.
  const any = (value: unknown) => value as any;

  it.each<[what: string, authenticate: ContractServerOptions['authenticate'], reason: RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no session store');
      },
      /no session store/,
    ],
    [
      'rejects',
      async () => {
        throw new Error('no session store');
      },
      /no session store/,
    ],
    [
      'gives another app’s user',
      () => ({ appId: 'wx0000000000000000', openid: 'o' }),
      /no merchant is configured/,
    ],
    [
      'gives another merchant’s',
      () => ({ ...user, subMchid: '1900000110' }),
      /没有配置.+no merchant is configured/s,
    ],
    ['gives nothing', () => any(undefined), /^authenticate 给出的.+wrong is the whole/s],
    ['gives true', () => any(true), /wrong is the whole/],
    ['gives no openid', () => any({ appId: APP }), /wrong is openid/],
    ['gives an empty openid', () => ({ appId: APP, openid: '' }), /wrong is openid/],
    [
      'gives a number as reference',
      () => any({ ...user, reference: 7 }),
      /字符串.+String\(id\).+a string of 1 to 64.+String\(id\)/s,
    ],
    ['gives a long reference', () => ({ ...user, reference: 'x'.repeat(65) }), /wrong is reference/],
    ['gives a reference of two lines', () => ({ ...user, reference: 'a\nb' }), /wrong is reference/],
  ])('that %s is a 503, and an error that says why', async (_what, authenticate, reason) => {
    const { answer, headers, said } = await refusedAs(authenticate);
    expect([answer, headers['retry-after']]).toEqual([[503, 'login_unavailable'], '5']);
    expect(said('authenticate-failed')).toMatchObject([
      { level: 'error', err: { message: expect.stringMatching(reason) } },
    ]);
    expect(JSON.stringify(said('authenticate-failed'))).not.toContain('o-theirs');
  });

  it('that hangs is a 503 after 5 s', async () => {
    const setTimeoutOf = global.setTimeout;
    const limits: number[] = [];
    jest.spyOn(global, 'setTimeout').mockImplementation(((run: () => void, ms: number, ...rest: []) => {
      if (ms === 5_000) limits.push(ms);
      return setTimeoutOf(run, ms === 5_000 ? 1 : ms, ...rest);
    }) as typeof setTimeout);
    const { answer, said } = await refusedAs(() => new Promise(() => {}));
    expect(answer).toEqual([503, 'login_unavailable']);
    expect(limits.length).toBeGreaterThan(0);
    expect(said('authenticate-failed')[0]).toMatchObject({
      err: {
        message: expect.stringMatching(/^authenticate 在 5 秒内没有给出用户.+did not answer within 5 s/s),
      },
    });
  });

  it('that leaves out which of an app’s sub-merchants it is, is a mistake', async () => {
    const [merchant] = config().merchants;
    const two = [merchant!, { ...merchant!, subMchid: '1900000110' }];
    const { server, said } = create({ config: config({ merchants: two }), authenticate: () => user });
    await server.start();
    expect((await post(await listen(server.handler), '/api/signings')).status).toBe(503);
    expect(said('authenticate-failed')[0]).toMatchObject({
      err: { message: expect.stringContaining('several sub-merchants') },
    });
  });

  it('lets its users make 60 requests a minute, each for themselves', async () => {
    const { server } = create({
      authenticate: ({ headers }) => ({ appId: APP, openid: `o-${headers.cookie}` }),
    });
    await server.start();
    const url = await listen(server.handler);
    const as = (cookie: string) => ask(url, 'GET', '/api/contracts', { headers: { cookie } });
    const many = await Promise.all(Array.from({ length: 61 }, () => as('busy')));
    expect(many.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(many.find(({ status }) => status === 429)!.body.error.code).toBe('rate_limited');
    expect((await as('other')).status).toBe(200);
  });
});

describe('a body that somebody has read before', () => {
  const authenticate = () => user;
  const readAll = async (request: AsyncIterable<Buffer>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it.each<[what: string, marks: object, status: number | undefined, framework: string, fix: RegExp]>([
    ['Express', { app: () => {}, next: () => {} }, undefined, 'express', /before express\.json\(\)/],
    ['middie in Fastify', { log: {}, id: 'req-1' }, undefined, 'fastify', /fastifyContractServer/],
    ['Koa', {}, 404, 'koa', /contracts\.handler\(ctx\.req, ctx\.res\)/],
    ['something else', {}, undefined, 'unknown', /before anything reads.+fastifyContractServer/],
  ])('by %s is refused, with what to do in one line', async (_what, marks, status, framework, fix) => {
    const { server, said } = create({ authenticate });
    await server.start();
    const url = await listen(async (request, response) => {
      await readAll(request);
      Object.assign(request, marks);
      if (status) response.statusCode = status;
      await server.handler(request, response);
    });
    for (const path of ['/api/signings', '/notifications/wechatpay']) {
      const { status: answered, body } = await post(url, path, { contractDisplayAccount: '小明' });
      expect([answered, body.error.code]).toEqual([500, 'body_already_read']);
    }
    expect(said('body-already-read')).toMatchObject([
      { level: 'error', framework, fix: expect.stringMatching(fix), zh: expect.stringContaining('请求体') },
    ]);
    const [line] = said('body-already-read');
    // In Chinese first, and by the name that docs/backend.md has for it.
    expect(line!.fix).toMatch(/^[^a-z]*[\u4e00-\u9fff]/);
    expect(JSON.stringify(line)).not.toMatch(/server\.handler|nothing works|什么都不能用/);
    // What has no body lacks nothing.
    expect((await ask(url, 'GET', '/api/contracts')).status).toBe(200);
    expect((await ask(url, 'POST', '/api/signings')).status).toBe(201);
  });

  it('is good when its bytes were kept: just as they came', async () => {
    const { server } = create({ authenticate });
    await server.start();
    const url = await listen(async (request, response) => {
      const rawBody = await readAll(request);
      Object.assign(request, { rawBody, body: {} });
      await server.handler(request, response);
    });
    const made = await post(url, '/api/signings', { contractDisplayAccount: '小明' });
    expect([made.status, made.body.displayAccount]).toEqual([201, '小明']);
    expect((await sign(url, made.body.outContractCode, 'o-theirs')).status).toBe(204);
    const large = await post(url, '/api/signings', { contractDisplayAccount: 'x'.repeat(17_000) });
    expect([large.status, large.body.error.code]).toEqual([413, 'body_too_large']);
  });

  it('is refused when only a text of it was kept', async () => {
    const { server } = create({ authenticate });
    await server.start();
    const url = await listen(async (request, response) => {
      Object.assign(request, { rawBody: (await readAll(request)).toString() });
      await server.handler(request, response);
    });
    expect((await post(url, '/api/signings', { a: 1 })).body.error.code).toBe('body_already_read');
  });
});

describe('its start and its end', () => {
  it('refuses requests before, and says once what is missing', async () => {
    const { server, said } = create();
    const url = await listen(server.handler);
    const { status, headers, body } = await ask(url, 'GET', '/api/contracts', {
      headers: { 'accept-language': 'en' },
    });
    expect([status, headers['retry-after'], body]).toEqual([
      503,
      '1',
      error('not_running', 'The service has not started yet, or has ended; try again later'),
    ]);
    await ask(url, 'GET', '/api/contracts');
    expect(said('not-running')).toMatchObject([
      {
        level: 'error',
        msg: expect.stringContaining('await contracts.start()'),
        zh: expect.stringContaining('contracts.start()'),
      },
    ]);
  });

  it('starts once, however often it is asked', async () => {
    const { server } = create();
    const first = server.start();
    expect(server.start()).toBe(first);
    await first;
  });

  it('ends once, and does not start again', async () => {
    const { server } = create();
    await server.start();
    const first = server.close();
    expect(server.close()).toBe(first);
    await first;
    await expect(server.start()).rejects.toThrow(/^已经关闭.+make another/s);
  });

  it('ends when it never started', async () => {
    await create().server.close();
  });

  it('ends after a start that is under way', async () => {
    const { server } = create();
    const started = server.start();
    await server.close();
    await started;
    expect((await server.ready()).draining).toBe(true);
  });

  it('does not start without Redis, says why, and can be closed', async () => {
    const base = config();
    const target = { ...base.redis.target, nodes: [{ host: '127.0.0.1', port: 1 }] };
    const { server } = create({ config: { ...base, redis: { ...base.redis, target } } });
    await expect(server.start()).rejects.toThrow(/^连不上 Redis.+\nRedis cannot be reached/s);
    await server.close();
  });

  it('answers who waits when it ends', async () => {
    const { server } = create({ authenticate: () => user });
    await server.start();
    const url = await listen(server.handler);
    const { outContractCode, version } = (await post(url, '/api/signings')).body;
    const poll = ask(url, 'GET', `/api/signings/${outContractCode}?wait=30&after=${version}`);
    await waitFor('the poll', async () => /\nlong_polls 1\n/.test(await server.metrics()));
    await server.close();
    expect((await poll).status).toBe(200);
  });

  it('is part of a Koa application', async () => {
    const { server } = create({ authenticate: () => user, basePath: '/pay' });
    await server.start();
    const app = new Koa();
    app.use((ctx, next) => {
      if (!ctx.path.startsWith('/pay/')) return next();
      ctx.respond = false;
      return server.handler(ctx.req, ctx.res);
    });
    app.use((ctx) => {
      ctx.body = 'of the application';
    });
    const url = await listen(app.callback());
    expect((await ask(url, 'GET', '/pay/api/contracts')).body).toEqual({ contracts: [] });
    expect((await ask(url, 'GET', '/')).text).toBe('of the application');
  });
});

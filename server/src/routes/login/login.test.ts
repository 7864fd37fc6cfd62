import { useApp } from '../../../test/app';
import { error } from '../../../test/http';
import { TOKEN_LIFE_SECONDS } from '../../store';

const app = useApp();
const { services, login: wechat } = app;
const failures = { ...services.limits.failedLogins };

const JSON_TYPE = { 'content-type': 'application/json' };
const login = (body: unknown, headers = {}) =>
  app.ask('POST', '/api/login', { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

beforeEach(async () => {
  wechat.errcode = 40029;
  const { client, keys } = services.store;
  const counted = await client.keys(`${keys.rateLimit('failed-logins')}*`);
  if (counted.length > 0) await client.del(...counted);
});

it('gives a token that is good for seven days, of the openid and the only merchant', async () => {
  const { status, body } = await login({ code: 'code-o-li' });
  expect([status, body]).toEqual([
    200,
    { token: expect.stringMatching(/^[A-Za-z0-9_-]{65}$/), expiresIn: 7 * 24 * 3600 },
  ]);
  expect(TOKEN_LIFE_SECONDS).toBe(7 * 24 * 3600);
  expect((await services.store.tokens.use(body.token, 'requests'))?.user).toEqual({
    appId: 'wxd678efh567hg6788',
    openid: 'o-li',
    subMchid: '1900000109',
  });
  const again = await login({ code: 'code-o-li', appId: 'wxd678efh567hg6788', subMchid: '1900000109' });
  expect(again.status).toBe(200);
  expect(again.body.token).not.toBe(body.token);
});

it.each([[{ appId: 'wxd678efh567hg6789' }], [{ subMchid: '1900000110' }], [{ appId: 'wxd678efh567hg6787' }]])(
  'of a merchant that is not ours is refused: %j',
  async (named) => {
    const { status, body } = await login({ code: 'code-o-li', ...named });
    expect([status, body]).toEqual([
      400,
      error('merchant_required', '服务器配置了多个商户或小程序，请在登录时指定 appId 和 subMchid'),
    ]);
  },
);

it('takes names just as long as they may be, and no longer', async () => {
  const issues = async (body: object) => {
    const answer = await login(body, { 'accept-language': 'en' });
    return [answer.status, answer.body.error?.code, answer.body.error?.details?.issues];
  };
  const refused = (path: string, message: string) => [400, 'invalid_request', [{ path, message }]];
  expect((await login({ code: `code-${'o'.repeat(123)}` })).status).toBe(200);
  expect(await issues({ code: `code-${'o'.repeat(124)}` })).toEqual(
    refused('code', 'Too big: expected string to have <=128 characters'),
  );
  expect(await issues({ code: '' })).toEqual(
    refused('code', 'Too small: expected string to have >=1 characters'),
  );
  expect(await issues({})).toEqual(refused('code', 'Invalid input: expected string, received undefined'));
  for (const name of ['appId', 'subMchid']) {
    expect((await issues({ code: 'code-o', [name]: 'w'.repeat(32) }))[1]).toBe('merchant_required');
    expect(await issues({ code: 'code-o', [name]: 'w'.repeat(33) })).toEqual(
      refused(name, 'Too big: expected string to have <=32 characters'),
    );
    expect(await issues({ code: 'code-o', [name]: null })).toEqual(
      refused(name, 'Invalid input: expected string, received null'),
    );
  }
  expect(await issues({ code: 'code-o', openid: 'o-mine' })).toEqual(
    refused('', 'Unrecognized key: "openid"'),
  );
});

it.each([
  [40029, 401, 'invalid_code', '登录凭证无效或已使用，请重新调用 wx.login', undefined, undefined],
  [40163, 401, 'invalid_code', '登录凭证无效或已使用，请重新调用 wx.login', undefined, undefined],
  [45011, 429, 'rate_limited', '操作太频繁，请稍后再试', '5', undefined],
  [40226, 403, 'login_blocked', '微信判定该账号存在风险，暂时无法登录', undefined, undefined],
  [-1, 503, 'wechat_unavailable', '微信繁忙，请稍后再试', '5', undefined],
  [
    40013,
    502,
    'login_misconfigured',
    '登录配置有误：请商家按服务器日志的提示检查小程序的 AppID、AppSecret 和权限',
    undefined,
    undefined,
  ],
  [99999, 502, 'login_refused', '微信拒绝了这次登录，请把支持代码告诉商家', undefined, { errcode: 99999 }],
] as const)(
  'that WeChat refuses with %i is answered with %i %s',
  async (errcode, status, code, zh, again, details) => {
    wechat.errcode = errcode;
    const answer = await login({ code: 'unknown' });
    expect([answer.status, answer.headers['retry-after'], answer.headers['www-authenticate']]).toEqual([
      status,
      again,
      undefined,
    ]);
    expect(answer.body).toEqual(error(code, zh, details));
    expect(await services.limits.failedLogins.ahead('127.0.0.1')).toBe(0);
  },
);

it('without an AppSecret there is none: that says to use the merchant’s own', async () => {
  const [merchant] = services.config.merchants;
  const { loginAppSecret } = merchant!;
  delete merchant!.loginAppSecret;
  const { status, body } = await login({ code: 'code-o-li' });
  merchant!.loginAppSecret = loginAppSecret!;
  expect([status, body]).toEqual([
    404,
    error('login_elsewhere', '这里不用 wx.login 登录：小程序要用商家自己的登录（authorization）'),
  ]);
});

describe('an address', () => {
  const many = (count: number, code: string) =>
    Promise.all(Array.from({ length: count }, () => login({ code })));

  it('may fail 30 times in ten minutes; the next is refused, and good codes too, then', async () => {
    const failed = await many(30, 'unknown');
    expect(failed.map(({ status }) => status)).toEqual(Array(30).fill(401));
    const { status, headers, body } = await login({ code: 'code-o-li' });
    expect([status, body]).toEqual([429, error('rate_limited', '操作太频繁，请稍后再试')]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(540);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(600);
  });

  it('is refused by the one that is too many, of many at once', async () => {
    const statuses = (await many(31, 'unknown')).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(30).fill(401), 429]);
  });

  it('is not counted for what succeeds, nor for what WeChat or our configuration made fail', async () => {
    await many(29, 'unknown');
    await many(3, 'code-o-li');
    for (const errcode of [40226, 40013, 99999, -1]) {
      wechat.errcode = errcode;
      await login({ code: 'unknown' });
    }
    wechat.errcode = 40029;
    expect((await login({ code: 'unknown' })).status).toBe(401);
    expect((await login({ code: 'unknown' })).status).toBe(429);
  });

  it('behind a proxy that nobody told us of is not known, and nobody is counted', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const statuses = await Promise.all(Array.from({ length: 33 }, () => login({ code: 'unknown' }, headers)));
    expect(statuses.map(({ status }) => status)).toEqual(Array(33).fill(401));
    expect(await failures.ahead('127.0.0.1')).toBe(0);
    expect(await failures.ahead('203.0.113.7')).toBe(0);
  });
});

it('logs out: 204 without a body, and the token is none any more', async () => {
  const { body } = await login({ code: 'code-o-wang' });
  const headers = { authorization: `Bearer ${body.token}` };
  const left = await app.ask('POST', '/api/logout', { headers });
  expect([left.status, left.text, left.headers['content-type']]).toEqual([204, '', undefined]);
  const again = await app.ask('POST', '/api/logout', { headers: { ...headers, 'accept-language': 'en' } });
  expect([again.status, again.headers['www-authenticate'], again.body]).toEqual([
    401,
    'Bearer',
    error('unauthorized', 'Please log in'),
  ]);
  expect(await services.store.tokens.use(body.token, 'requests')).toBeNull();
});

it('a token that has expired is none', async () => {
  const { token, get } = await app.user();
  expect((await get('/api/contracts')).status).toBe(200);
  const { client, keys } = services.store;
  const names = await client.keys(`${keys.changes.replace(/changes$/, '')}token:*`);
  for (const name of names) {
    const left = await client.ttl(name);
    expect(left).toBeGreaterThan(TOKEN_LIFE_SECONDS - 60);
    expect(left).toBeLessThanOrEqual(TOKEN_LIFE_SECONDS);
    expect(name).not.toContain(token);
    await client.pexpire(name, 0);
  }
  const { status, body } = await get('/api/contracts');
  expect([status, body]).toEqual([401, error('unauthorized', '请先登录')]);
});

it('the log of all this shows no code, token, openid, secret or session key', () => {
  const text = JSON.stringify(app.lines);
  expect(text).toContain('called code2Session');
  for (const secret of ['code-o-li', 'o-wang', 'a-session-key', services.config.merchants[0]!.loginAppSecret])
    expect(text).not.toContain(secret);
});

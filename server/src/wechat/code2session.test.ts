import { answer, app, good, openid, useCode2Session } from '../../test/code2session-client';
import { type Reply, refusingUrl } from '../../test/fake-upstream';
import { Code2SessionError } from './code2session';

const facing = useCode2Session();

describe('a code', () => {
  test('is exchanged for the openid, and the session key is dropped', async () => {
    const { code2Session, upstream } = await facing([good]);
    await expect(code2Session(app, '0a1/B c&d')).resolves.toEqual({ openid });
    const { method, path } = upstream.requests[0]!;
    expect(method).toBe('GET');
    const url = new URL(path, 'http://localhost');
    expect(url.pathname).toBe('/sns/jscode2session');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...app,
      js_code: '0a1/B c&d',
      grant_type: 'authorization_code',
    });
  });

  test('is exchanged when the answer says errcode 0', async () => {
    const { code2Session } = await facing([answer({ openid, session_key: 'k', errcode: 0, errmsg: 'ok' })]);
    await expect(code2Session(app, 'code')).resolves.toEqual({ openid });
  });

  test.each([
    [40029, 'invalid_code'],
    [40163, 'invalid_code'],
    [45011, 'rate_limited'],
    [40226, 'login_blocked'],
    ...[40243, 40164, 61004, 48001, 50001, 50002, 61003, 40001, 40125, 40013].map(
      (errcode) => [errcode, 'login_misconfigured'] as [number, string],
    ),
    [41002, 'login_misconfigured'],
    [41004, 'login_misconfigured'],
    [41008, 'login_misconfigured'],
    [-1, 'wechat_unavailable'],
    [99999, 'login_refused'],
    [45009, 'login_refused'],
  ] as [number, string][])('that WeChat refuses with %d is %s', async (errcode, kind) => {
    const { code2Session, upstream } = await facing([answer({ errcode, errmsg: `refused, rid: 1` })]);
    await expect(code2Session(app, 'code')).rejects.toMatchObject({ kind, errcode, rid: '1' });
    expect(upstream.requests).toHaveLength(errcode === -1 ? 3 : 1);
  });
});

describe('an answer', () => {
  const bad: [string, Reply, string][] = [
    ['is HTML', { body: '<html></html>' }, 'wechat_unavailable'],
    ['is empty', {}, 'wechat_unavailable'],
    ['is not an object', { body: '[]' }, 'wechat_unavailable'],
    ['has no openid', answer({ session_key: 'k' }), 'wechat_unavailable'],
    ['has an openid that cannot be one', answer({ openid: 'a\nb' }), 'wechat_unavailable'],
    ['has an errcode in words', answer({ openid, errcode: 'none' }), 'wechat_unavailable'],
    ['is a 500', { status: 500, body: JSON.stringify({ openid }) }, 'wechat_unavailable'],
    ['is a redirect', { status: 302, headers: { location: '/' } }, 'wechat_unavailable'],
    ['is a reset', 'reset', 'wechat_unavailable'],
    ['breaks off', 'break', 'wechat_unavailable'],
    ['is too large', { body: 'x'.repeat(100_000) }, 'wechat_unavailable'],
  ];
  test.each(bad)('that %s fails the login, and the code is not sent twice', async (_name, reply, kind) => {
    const { code2Session, upstream } = await facing([reply]);
    const started = Date.now();
    const error = await code2Session(app, 'code').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Code2SessionError);
    expect(error).toMatchObject({ kind });
    expect(Date.now() - started).toBeLessThan(4_500);
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('what only the merchant can mend', () => {
  const lines = (logged: string[], level: number) =>
    logged.map((line) => JSON.parse(line)).filter((line) => line.level === level);

  test.each([
    [40243, 'frozen'],
    [40164, 'IP白名单'],
    [61004, 'IP白名单'],
    [40001, 'LOGIN_APP_SECRET'],
    [40125, 'LOGIN_APP_SECRET'],
    [40013, 'SUB_APPID'],
    [48001, 'mp.weixin.qq.com'],
    [50001, 'mp.weixin.qq.com'],
    [50002, 'mp.weixin.qq.com'],
    [61003, 'AppSecret'],
  ])('is told at level error: %d, with %s', async (errcode, word) => {
    const errmsg = 'secret c5e8a7d3secretsecretsecret rid: 65f0a2b1-0b1c2d3e-4f5a6b7c';
    const { code2Session, logged } = await facing([answer({ errcode, errmsg })]);
    await expect(code2Session(app, 'code')).rejects.toThrow();
    expect(lines(logged, 50)).toMatchObject([
      { appid: app.appid, errcode, rid: '65f0a2b1-0b1c2d3e-4f5a6b7c', reason: expect.stringContaining(word) },
    ]);
    expect(logged.join()).not.toContain('secretsecret');
  });

  test('is told once for each app, not at each login', async () => {
    const { code2Session, logged } = await facing([answer({ errcode: 40125, errmsg: 'invalid appsecret' })]);
    const apps = [app, app, { ...app, appid: 'wx9999999999999999' }, app];
    for (const each of apps) await expect(code2Session(each, 'code')).rejects.toThrow();
    expect(lines(logged, 50).map(({ appid }) => appid)).toEqual([app.appid, 'wx9999999999999999']);
    expect(lines(logged, 40)).toHaveLength(4);
  });

  test('is not a code that is unknown: that is told with its rid, at level warn', async () => {
    const { code2Session, logged } = await facing([answer({ errcode: 99999, errmsg: 'odd, rid: abc-1' })]);
    await expect(code2Session(app, 'code')).rejects.toMatchObject({ kind: 'login_refused' });
    expect(lines(logged, 50)).toEqual([]);
    expect(lines(logged, 40)).toMatchObject([{ errcode: 99999, rid: 'abc-1' }]);
  });
});

describe('trying again', () => {
  test('when WeChat says that it is busy', async () => {
    const { code2Session, upstream, reports } = await facing([answer({ errcode: -1 }), good]);
    await expect(code2Session(app, 'code')).resolves.toEqual({ openid });
    expect(upstream.requests).toHaveLength(2);
    expect(reports).toEqual([{ outcome: 'ok', milliseconds: expect.any(Number), attempts: 2 }]);
  });

  test('at most twice', async () => {
    const { code2Session, upstream } = await facing([answer({ errcode: -1 })]);
    await expect(code2Session(app, 'code')).rejects.toMatchObject({ kind: 'wechat_unavailable' });
    expect(upstream.requests).toHaveLength(3);
  });

  test('when no connection was made, since the code was not sent', async () => {
    const { code2Session, reports } = await facing([], { baseUrl: await refusingUrl() });
    await expect(code2Session(app, 'code')).rejects.toMatchObject({ kind: 'wechat_unavailable' });
    expect(reports).toMatchObject([{ outcome: 'wechat_unavailable', attempts: 3 }]);
  });
});

test('neither log nor error shows the secret, the code, the openid or the session key', async () => {
  const replies: Reply[] = [
    good,
    answer({ errcode: 40029 }),
    answer({ errcode: -1 }),
    'reset',
    'hang',
    { body: '<' },
  ];
  for (const reply of replies) {
    const { code2Session, logged } = await facing([reply], { deadline: 60 });
    const outcome = await code2Session(app, 'the-code').catch((error: Error) => `${error.stack}`);
    expect(logged).toHaveLength(1);
    if (typeof outcome === 'string') expect(outcome).not.toMatch(/secretsecret|the-code|jscode2session\?/);
    expect(logged[0]).not.toMatch(
      new RegExp(`secretsecret|the-code|${openid}|tiihtNczf5v6|jscode2session\\?`),
    );
  }
});

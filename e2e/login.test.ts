import type { Fault } from '@contract-kit/simulator/control';
import { useKit } from './kit';

const given = useKit();

afterEach(() => given.kit.control.faults([]));

const login = async (code?: string) => {
  const { kit } = given;
  return kit.client().login(code ?? (await kit.control.code('somebody')));
};

it('gives a token for seven days', async () => {
  const { status, body } = await login();
  expect(status).toBe(200);
  expect(body).toEqual({ token: expect.stringMatching(/^[\w-]{65}$/), expiresIn: 604_800 });
});

describe('a code', () => {
  it('that nobody was given: 401', async () => {
    const { status, error } = await login('0nobody');
    expect([status, error]).toEqual([401, 'invalid_code']);
  });

  it('that was used: 401', async () => {
    const code = await given.kit.control.code('somebody');
    expect((await login(code)).status).toBe(200);
    const { status, error } = await login(code);
    expect([status, error]).toEqual([401, 'invalid_code']);
  });

  it('that is older than five minutes: 401', async () => {
    const code = await given.kit.control.code('somebody');
    await given.kit.control.clock({ advanceSeconds: 301 });
    const { status, error } = await login(code);
    expect([status, error]).toEqual([401, 'invalid_code']);
  });

  it('of another app: 401', async () => {
    const code = await given.kit.control.code('somebody', given.kit.env.SP_APPID);
    const { status, error } = await login(code);
    expect([status, error]).toEqual([401, 'invalid_code']);
  });
});

describe('WeChat’s errcode', () => {
  it.each([
    [40029, 401, 'invalid_code', false],
    [40163, 401, 'invalid_code', false],
    [45011, 429, 'rate_limited', true],
    [40226, 403, 'login_blocked', false],
    [-1, 503, 'wechat_unavailable', true],
    ...[40243, 40164, 61004, 48001, 50001, 50002, 61003, 40001, 40125, 40013].map(
      (errcode) => [errcode, 502, 'login_misconfigured', false] as [number, number, string, boolean],
    ),
    [41002, 502, 'login_misconfigured', false],
    [41004, 502, 'login_misconfigured', false],
    [41008, 502, 'login_misconfigured', false],
    [99999, 502, 'login_refused', false],
  ] as [number, number, string, boolean][])('%i: %i %s', async (errcode, status, error, comesBack) => {
    await given.kit.control.faults([{ operation: 'jscode2session', kind: 'http', code: errcode }]);
    const answer = await login();
    expect([answer.status, answer.error]).toEqual([status, error]);
    expect(answer.headers.get('retry-after')).toEqual(comesBack ? expect.stringMatching(/^[1-9]\d*$/) : null);
    expect(() => answer.body.token).toThrow();
    await given.kit.control.faults([]);
    expect((await login()).status).toBe(200);
  });
});

it('misconfigured is told at level error once, with what to mend, however many try', async () => {
  await given.kit.restartServer();
  await given.kit.control.faults([{ operation: 'jscode2session', kind: 'http', code: 40243 }]);
  const before = given.kit.logs.length;
  for (let i = 0; i < 3; i++) expect((await login()).error).toBe('login_misconfigured');
  const errors = given.kit.logs.slice(before).filter(({ level }) => level === 'error');
  expect(errors).toMatchObject([{ errcode: 40243, reason: expect.stringContaining('frozen') }]);
});

it('refused for a reason that we do not know tells the errcode', async () => {
  await given.kit.control.faults([{ operation: 'jscode2session', kind: 'http', code: 99999 }]);
  const answer = await login();
  expect(answer).toMatchObject({ error: 'login_refused', details: { errcode: 99999 } });
});

describe('an answer of WeChat’s login', () => {
  it.each<[string, Omit<Fault, 'operation'>]>([
    ['HTML', { kind: 'http', body: '<html></html>' }],
    ['a list', { kind: 'http', body: '[]' }],
    ['no openid', { kind: 'http', body: '{"session_key":"x"}' }],
    ['an openid that is none', { kind: 'http', body: '{"openid":"a b"}' }],
    ['an openid of another type', { kind: 'http', body: '{"openid":7}' }],
    ['500', { kind: 'http', status: 500 }],
    ['a reset', { kind: 'reset' }],
  ])('that is %s: 503', async (_, fault) => {
    await given.kit.control.faults([{ operation: 'jscode2session', ...fault }]);
    const answer = await login();
    expect([answer.status, answer.error]).toEqual([503, 'wechat_unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('may say that there is no error', async () => {
    const body = '{"openid":"oYobu0MVnQfWpSMOYJz2AHPG_gQw","session_key":"x","errcode":0,"errmsg":""}';
    await given.kit.control.faults([{ operation: 'jscode2session', kind: 'http', body }]);
    expect((await login()).status).toBe(200);
  });
});

import type { LogEntry } from '../runtime/ports';
import { createMiniProgramStory } from './from-mini-program';

const origin = 'https://merchant.example';

function begin() {
  const story = createMiniProgramStory('Shop');
  let lastId = 0;
  const call = (name: string, params: unknown, at = 100, id = ++lastId) =>
    story({ type: 'call', id, at, name, params });
  const result = (name: string, given: object, outcome = 'ok', at = 130, id = lastId) => {
    const errMsg = `${name}:${outcome}`;
    return story({ type: 'result', id, at, name, errMsg, result: { ...given, errMsg } });
  };
  /** A request to the merchant's server, and its answer. */
  const ask = (method: string, path: string, answer: object, data?: unknown) => {
    const header = { Authorization: 'Bearer t0ken' };
    expect(call('request', { url: origin + path, method, header, data })).toBeUndefined();
    return result('request', { statusCode: 200, header: {}, cookies: [], ...answer });
  };
  return { story, call, result, ask };
}

const launch = { appId: 'wxsign', path: 'p', extraData: { pre_entrustweb_id: 'P1' } };

describe('a request', () => {
  test('is told with its answer, when it was made and how long it took', () => {
    const data = { outContractCode: 'C1', status: 'ready' };
    expect(
      begin().ask('post', '/api/signings', { statusCode: 201, data }, { contractDisplayAccount: 'Ming' }),
    ).toEqual({
      kind: 'request',
      from: 'miniprogram',
      to: 'server',
      at: 100,
      ms: 30,
      name: 'POST /api/signings',
      status: 201,
      outContractCode: 'C1',
      detail: { request: { contractDisplayAccount: 'Ming' }, answer: data },
    });
  });

  test.each([
    ['/api/signings/C2?wait=25&version=v', 'C2'],
    ['/api/signings/C2/return', 'C2'],
    ['/api/contracts/C2/terminate', 'C2'],
    ['/api/signings/current', undefined],
    ['/api/contracts', undefined],
  ])('%s is about the contract %s', (path, code) => {
    const told = begin().ask('GET', path, { data: {} });
    expect(told).toMatchObject({ name: `GET ${path}` });
    expect(told?.outContractCode).toBe(code);
  });

  test('that was refused says by its code why', () => {
    const data = { error: { code: 'too_many', message: 'Wait.', requestId: 'r' } };
    expect(begin().ask('GET', '/api/contracts', { statusCode: 429, data })).toMatchObject({
      status: 429,
      problem: 'too_many',
      detail: { answer: data },
    });
  });

  test('without an answer says what WeChat says', () => {
    const { call, result } = begin();
    call('request', { url: `${origin}/api/contracts` });
    expect(result('request', {}, 'fail timeout')).toMatchObject({
      name: 'GET /api/contracts',
      status: null,
      problem: 'timeout',
      detail: { request: null, answer: 'request:fail timeout' },
    });
  });

  test('keeps tokens and login codes out', () => {
    const { ask, call, result } = begin();
    call('login', {});
    const told = [
      result('login', { code: 'c0de' }),
      ask('POST', '/api/login', { data: { token: 't0ken', expiresIn: 60 } }, { code: 'c0de', appId: 'wx1' }),
      ask('POST', '/api/login', { data: { token: 't0ken' } }, JSON.stringify({ code: 'c0de' })),
    ];
    expect(told[1]).toMatchObject({
      detail: { request: { code: '…', appId: 'wx1' }, answer: { token: '…', expiresIn: 60 } },
    });
    expect(JSON.stringify(told)).not.toMatch(/c0de|t0ken/);
  });

  test('is paired by its id with its own result', () => {
    const { call, result } = begin();
    call('request', { url: `${origin}/first` }, 100, 8);
    call('request', { url: `${origin}/second` }, 110, 9);
    expect(result('request', { statusCode: 204 }, 'ok', 120, 8)).toMatchObject({
      name: 'GET /first',
      ms: 20,
    });
    expect(result('request', { statusCode: 204 }, 'ok', 150, 9)).toMatchObject({
      name: 'GET /second',
      ms: 40,
    });
    expect(result('request', { statusCode: 204 }, 'ok', 160, 9)).toBeUndefined();
  });
});

describe('a jump', () => {
  test('is told when it is asked for, and what came of it', () => {
    const { call, result } = begin();
    const entry = { kind: 'miniprogram', app: 'Shop' };
    expect(call('navigateToMiniProgram', launch)).toEqual({
      ...entry,
      at: 100,
      what: 'navigateToMiniProgram',
      detail: { params: launch },
    });
    expect(result('navigateToMiniProgram', {}, 'fail cancel')).toMatchObject({
      ...entry,
      at: 130,
      what: 'navigateToMiniProgram:fail cancel',
    });
  });

  test('belongs to the contract whose session it opens', () => {
    const { ask, call, result } = begin();
    ask('POST', '/api/signings', { data: { outContractCode: 'C1', launch } });
    expect(call('navigateToMiniProgram', launch)).toMatchObject({ outContractCode: 'C1' });
    expect(result('navigateToMiniProgram', {})).toMatchObject({
      outContractCode: 'C1',
      what: 'navigateToMiniProgram:ok',
    });
  });
});

test.each([
  ['navigateBackMiniProgram', { extraData: { return_code: 'SUCCESS' } }],
  ['showModal', { title: 'Sure?' }],
])('%s is told once its result is known', (name, params) => {
  const { call, result } = begin();
  expect(call(name, params)).toBeUndefined();
  expect(result(name, { confirm: true })).toMatchObject({
    kind: 'miniprogram',
    what: name,
    detail: { params, result: { confirm: true } },
  });
});

test('a login that fails says so', () => {
  const { call, result } = begin();
  call('login', {});
  expect(result('login', {}, 'fail')).toEqual({
    kind: 'miniprogram',
    app: 'Shop',
    at: 130,
    what: 'login:fail',
  });
});

test('what the app has not caught is a trouble', () => {
  const entry: LogEntry = { type: 'error', at: 5, message: 'x is not defined', stack: 'at app.js:1' };
  expect(begin().story(entry)).toEqual({
    kind: 'trouble',
    from: 'miniprogram',
    level: 'error',
    at: 5,
    text: 'x is not defined',
    detail: 'at app.js:1',
  });
});

test('anything else gives nothing', () => {
  const { story, call, result } = begin();
  expect(call('setStorageSync', ['k', 'v'])).toBeUndefined();
  expect(result('setStorageSync', {})).toBeUndefined();
  expect(story({ type: 'unknown', at: 1, name: 'createCanvas' })).toBeUndefined();
  expect(story({ type: 'console', at: 1, level: 'error', text: 'oh' })).toBeUndefined();
});

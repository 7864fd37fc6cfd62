import { randomUUID } from 'node:crypto';
import { type ErrorCode, errors } from '@contract-kit/shared';
import { useApp } from '../../../test/app';
import { error } from '../../../test/http';
import { confirmed, party, report, terminated } from '../../../test/services';
import { waitFor } from '../../../test/wait';
import type { Facts } from '../../facts';
import { type User, userKey } from '../../store';
import { WechatPayError } from '../../wechatpay';

const app = useApp();
const { services, lines } = app;
beforeEach(() => {
  app.wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
});

type Somebody = Awaited<ReturnType<typeof app.user>>;

/** A signing of somebody's, about which more is known. */
async function signingOf({ user }: Somebody, facts: Facts = {}): Promise<string> {
  const code = await app.signing({ ...facts, party: { ...party, ...(user as User) } });
  await services.store.userSignings.add(userKey(user as User), code, Date.now());
  return code;
}

const launch = { appId: 'wxbd687630cd02ce1d', path: 'pages/index', extraData: {} };
const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const shown = (outContractCode: string, fields: object = {}) => ({
  outContractCode,
  status: 'ready',
  version: expect.any(String),
  seq: 0,
  serverTime: DATE,
  expiresAt: DATE,
  displayAccount: '微信用户',
  launch,
  ...fields,
});

/** The issues of a refusal in English, after a look at the rest of it. */
async function issues(answer: Awaited<ReturnType<Somebody['post']>>) {
  const { status, body } = answer;
  expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
  return body.error.details.issues;
}
const EN = { 'accept-language': 'en' };

describe('POST /api/signings', () => {
  it('makes one, 201, and gives the same again, 200', async () => {
    const { post, get } = await app.user();
    const made = await post('/api/signings', {});
    expect([made.status, made.body]).toEqual([
      201,
      shown(expect.stringMatching(/^[a-z2-7]{24}$/) as unknown as string, {
        launch: { ...launch, extraData: { pre_entrustweb_id: 'webid' } },
      }),
    ]);
    const { outContractCode } = made.body;
    const again = await post('/api/signings', {});
    expect([again.status, again.body.outContractCode]).toEqual([200, outContractCode]);
    expect(app.wechatPay.preSigned).toEqual([outContractCode]);
    const { serverTime, ...rest } = made.body;
    for (const path of ['current', outContractCode]) {
      const { status, body } = await get(`/api/signings/${path}`);
      expect([status, body]).toEqual([200, { ...rest, serverTime: DATE }]);
    }
  });

  it.each([
    ['微信用户微信用户微信'.padEnd(12, 'x'), 201],
    ['x'.repeat(32), 201],
    ['微信用户微信用户微信'.padEnd(13, 'x'), 400],
    ['x'.repeat(33), 400],
  ])('the name to show may have 32 bytes: %s is answered with %i', async (contractDisplayAccount, status) => {
    const { post } = await app.user();
    const answer = await post('/api/signings', { contractDisplayAccount });
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.body.displayAccount).toBe(contractDisplayAccount);
    else expect(app.wechatPay.preSigned).toEqual([]);
  });

  it.each([
    [' ', 'contractDisplayAccount', /不能为空/, /must not be empty/],
    ['小\n明', 'contractDisplayAccount', /控制字符/, /control characters/],
    ['小明😀', 'contractDisplayAccount', /表情符号/, /emoji/],
    ['x'.repeat(33), 'contractDisplayAccount', /32 字节/, /32 bytes of UTF-8/],
    [
      42,
      'contractDisplayAccount',
      /^无效输入：期望 string，实际接收 数字$/,
      /^Invalid input: expected string, received number$/,
    ],
    [null, 'contractDisplayAccount', /^无效输入/, /received null$/],
  ])('the name to show may not be %j, and it is said why', async (contractDisplayAccount, path, zh, en) => {
    const { post } = await app.user();
    for (const [headers, text] of [
      [{}, zh],
      [EN, en],
    ] as const) {
      const answer = await post('/api/signings', { contractDisplayAccount }, headers);
      expect(await issues(answer)).toEqual([{ path, message: expect.stringMatching(text) }]);
    }
    expect(app.wechatPay.preSigned).toEqual([]);
  });

  it('takes no other field', async () => {
    const { post } = await app.user();
    expect(await issues(await post('/api/signings', { openid: 'o-mine', serviceId: 1 }, EN))).toEqual([
      { path: '', message: 'Unrecognized keys: "openid", "serviceId"' },
    ]);
  });

  it('names the contract that is in force', async () => {
    const one = await app.user();
    const code = await signingOf(one, { confirmed });
    app.wechatPay.answer = async () => {
      throw new WechatPayError('unavailable', 'busy', { httpStatus: 500 });
    };
    const { status, body } = await one.post('/api/signings', {});
    expect([status, body]).toEqual([
      409,
      error('already_signed', '您已开通，无需重复签约', {
        contract: {
          outContractCode: code,
          contractId: confirmed.contractId,
          status: 'signed',
          serviceId: 12535,
          displayAccount: '微信用户',
          signedAt: confirmed.signedAt,
        },
        doubtful: true,
      }),
    ]);
  });

  it('of one user makes one pre-sign, however many come at once', async () => {
    const { post } = await app.user();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/api/signings', {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.outContractCode))).toEqual(
      new Set(app.wechatPay.preSigned),
    );
    expect(app.wechatPay.preSigned).toHaveLength(1);
  });

  const refused = { httpStatus: 403, code: 'NO_AUTH', requestId: 'R-2' };
  it.each<{ thrown: WechatPayError; status: number; code: ErrorCode; details?: object; again?: string }>([
    {
      thrown: new WechatPayError('refused', 'no', refused),
      status: 502,
      code: 'wechatpay_refused',
      details: { wechatpayCode: 'NO_AUTH', requestId: 'R-2' },
    },
    { thrown: new WechatPayError('unavailable', ''), status: 503, code: 'wechatpay_unavailable', again: '5' },
    {
      thrown: new WechatPayError('rate_limited', '', { retryAfterSeconds: 7 }),
      status: 503,
      code: 'wechatpay_unavailable',
      again: '7',
    },
    { thrown: new WechatPayError('timeout', ''), status: 504, code: 'wechatpay_timeout' },
    { thrown: new WechatPayError('unverified', ''), status: 502, code: 'wechatpay_unverified' },
    {
      thrown: new WechatPayError('clock_wrong', '', { retryAfterSeconds: 9 }),
      status: 503,
      code: 'server_clock_wrong',
      again: '9',
    },
  ])('$thrown.kind is answered with $status $code, and another may be made at once', async (row) => {
    const { post } = await app.user();
    const { preEntrustSign } = services.wechatPay;
    services.wechatPay.preEntrustSign = () => Promise.reject(row.thrown);
    const answer = await post('/api/signings', {});
    services.wechatPay.preEntrustSign = preEntrustSign;
    expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
      row.status,
      row.again,
      error(row.code, errors[row.code]['zh-CN'], row.details),
    ]);
    expect((await post('/api/signings', {})).status).toBe(201);
  });

  it('makes another than a contract that WeChat Pay knows no more, and says so to the merchant', async () => {
    const one = await app.user();
    const code = await signingOf(one, { confirmed });
    app.wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
    const { status, body } = await one.post('/api/signings', {});
    expect([status, body.status]).toEqual([201, 'ready']);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        outContractCode: code,
        msg: 'WeChat Pay knows no such contract any more: it is in doubt, and its user may sign again',
      }),
    );
  });

  it('confirms the contract in force by a query, and says no doubt', async () => {
    const one = await app.user();
    const code = await signingOf(one, { confirmed });
    app.wechatPay.answer = async () => ({ contract: report(code) });
    const { status, body } = await one.post('/api/signings', {});
    expect([status, body.error.details]).toEqual([
      409,
      { contract: expect.objectContaining({ outContractCode: code, status: 'signed' }) },
    ]);
    expect(app.wechatPay.asked).toEqual([code]);
  });

  it('is for nobody of a merchant that is not configured any more', async () => {
    const token = await services.store.tokens.issue({
      appId: 'wx1',
      openid: 'o-old',
      subMchid: '1900000999',
    });
    const { status, headers } = await app.ask('POST', '/api/signings', {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('puts the session where the merchant set it', async () => {
    const { signIdIn } = services.config;
    const { preEntrustSign } = services.wechatPay;
    services.wechatPay.preEntrustSign = async (request) => ({
      ...(await preEntrustSign(request)),
      preEntrustwebId: 'a/b',
      signMpPath: signMpPath,
    });
    let signMpPath = 'pages/index';
    const launchOf = async (where: typeof signIdIn) => {
      services.config.signIdIn = where;
      return (await (await app.user()).post('/api/signings', {})).body.launch;
    };
    const extraData = { pre_entrustweb_id: 'a/b' };
    expect(await launchOf('extraData')).toEqual({ ...launch, extraData });
    expect(await launchOf('query')).toEqual({
      ...launch,
      path: 'pages/index?pre_entrustweb_id=a%2Fb',
      extraData: {},
    });
    signMpPath = 'pages/index?x=1';
    expect(await launchOf('both')).toEqual({
      ...launch,
      path: 'pages/index?x=1&pre_entrustweb_id=a%2Fb',
      extraData,
    });
    services.config.signIdIn = signIdIn;
    services.wechatPay.preEntrustSign = preEntrustSign;
  });
});

describe('GET a signing', () => {
  it('of nobody, of another and of none that could be is one answer: 404', async () => {
    const [owner, other] = [await app.user(), await app.user()];
    const code = await signingOf(owner);
    const answers = await Promise.all([
      other.get(`/api/signings/${code}`),
      other.get(`/api/signings/${code}?wait=30&after=x`),
      other.get('/api/signings/current'),
      other.post(`/api/signings/${code}/launch`, { outcome: 'opened' }),
      other.post(`/api/signings/${code}/return`, { scene: 1038 }),
      other.post(`/api/contracts/${code}/terminate`, { remark: 'x' }),
      owner.get(`/api/signings/${code}x`),
      owner.get(`/api/signings/${'a'.repeat(33)}`),
      owner.get('/api/signings/a-b'),
    ]);
    for (const { status, body } of answers)
      expect([status, body]).toEqual([404, error('not_found', '没有找到')]);
    expect(await app.status(code)).toBe('ready');
    expect((await owner.get(`/api/signings/${code}`)).status).toBe(200);
  });

  it.each<[status: string, facts: Facts, fields: object]>([
    ['ready', {}, {}],
    ['signing', { launched: { seq: 3 } }, { seq: 3 }],
    ['confirming', { launched: { seq: 3 }, returned: { seq: 3 } }, { seq: 3 }],
    ['not_signed', { returned: { seq: 2 }, noContract: { seq: 2 } }, { seq: 2 }],
    ['expired', { closed: true }, { launch: undefined }],
    [
      'signed',
      { confirmed },
      {
        launch: undefined,
        expiresAt: undefined,
        contractId: confirmed.contractId,
        signedAt: confirmed.signedAt,
      },
    ],
    [
      'terminated',
      { confirmed, terminated },
      {
        launch: undefined,
        expiresAt: undefined,
        contractId: confirmed.contractId,
        signedAt: confirmed.signedAt,
        terminatedAt: terminated.at,
      },
    ],
  ])('shows %s with just what goes with it', async (status, facts, fields) => {
    const one = await app.user();
    const code = await signingOf(one, facts);
    const answer = await one.get(`/api/signings/${code}`);
    expect([answer.status, answer.body]).toEqual([200, shown(code, { status, ...fields })]);
  });

  it('current is the newest', async () => {
    const one = await app.user();
    await signingOf(one);
    const newest = await app.signing({ party: { ...party, ...(one.user as User) } });
    await services.store.userSignings.add(userKey(one.user as User), newest, Date.now() + 1000);
    expect((await one.get('/api/signings/current')).body.outContractCode).toBe(newest);
  });

  it.each([
    ['wait=31', 'wait', 'Too big: expected number to be <=30'],
    ['wait=-1', 'wait', 'Invalid string: must match pattern /^\\d{1,2}$/'],
    ['wait=1.5', 'wait', 'Invalid string: must match pattern /^\\d{1,2}$/'],
    ['wait=', 'wait', 'Invalid string: must match pattern /^\\d{1,2}$/'],
    ['wait=100', 'wait', 'Invalid string: must match pattern /^\\d{1,2}$/'],
    ['wait=1&wait=2', 'wait', 'Invalid input: expected string, received array'],
    [`after=${'v'.repeat(65)}`, 'after', 'Too big: expected string to have <=64 characters'],
    ['until=signed', '', 'Unrecognized key: "until"'],
  ])('is not asked with ?%s', async (query, path, message) => {
    const one = await app.user();
    const code = await signingOf(one);
    expect(await issues(await one.get(`/api/signings/${code}?${query}`, EN))).toEqual([{ path, message }]);
  });

  it.each([
    ['', 0],
    ['?wait=0', 0],
    ['?wait=30', 1],
    ['?wait=00', 1],
    [`?after=${'v'.repeat(64)}`, 0],
  ])(
    '%s is answered at once unless that version is known; it counts as a long poll %i times',
    async (query, polls) => {
      const one = await app.user();
      const code = await signingOf(one);
      expect((await one.get(`/api/signings/${code}${query}`)).status).toBe(200);
      const { client, keys } = services.store;
      const owner = one.bearer.authorization.slice('Bearer '.length, 'Bearer '.length + 22);
      const counted = async (use: string) => Number(await client.get(keys.tokenUses(use, owner)));
      expect([await counted('polls'), await counted('requests')]).toEqual([polls, 1 - polls]);
    },
  );

  it('waits for another version than it knows', async () => {
    const one = await app.user();
    const code = await signingOf(one);
    const { version } = (await one.get(`/api/signings/${code}`)).body;
    const polled = one.get(`/api/signings/${code}?wait=30&after=${version}`);
    const gauge = async () => (await services.metrics.longPolls.get()).values[0]!.value;
    await waitFor('the poll', async () => (await gauge()) === 1);
    await one.post(`/api/signings/${code}/launch`, { outcome: 'opened' });
    const { status, body } = await polled;
    expect([status, body.status]).toEqual([200, 'signing']);
    expect(body.version).not.toBe(version);
    expect(await gauge()).toBe(0);
  });
});

describe('POST launch', () => {
  it('makes signing of a jump that opened, with its seq or the next', async () => {
    const one = await app.user();
    const code = await signingOf(one);
    const report = (body: object) => one.post(`/api/signings/${code}/launch`, body);
    expect(await report({ outcome: 'opened' })).toMatchObject({
      status: 200,
      body: { status: 'signing', seq: 1 },
    });
    expect((await report({ outcome: 'opened', seq: 7 })).body.seq).toBe(7);
    expect((await report({ outcome: 'opened', seq: 5 })).body.seq).toBe(7);
    expect((await report({ outcome: 'opened' })).body.seq).toBe(8);
  });

  it.each(['cancelled', 'failed'])('knows nothing of a jump that was %s, but in the log', async (outcome) => {
    const one = await app.user();
    const code = await signingOf(one);
    const errMsg = 'e'.repeat(256);
    const { status, body } = await one.post(`/api/signings/${code}/launch`, { outcome, errMsg, seq: 4 });
    expect([status, body]).toEqual([200, shown(code)]);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'launch', outContractCode: code, outcome, errMsg, seq: 4 }),
    );
  });

  it.each([
    [{}, 'outcome', /^Invalid option: expected one of "opened"\|"cancelled"\|"failed"$/],
    [{ outcome: 'SUCCESS' }, 'outcome', /^Invalid option/],
    [{ outcome: 'failed', errMsg: 'e'.repeat(257) }, 'errMsg', /^Too big: .* <=256 characters$/],
    [{ outcome: 'opened', seq: 0 }, 'seq', /^Too small: .* >=1$/],
    [{ outcome: 'opened', seq: 1.5 }, 'seq', /expected int/],
    [{ outcome: 'opened', seq: '1' }, 'seq', /expected number, received string$/],
    [{ outcome: 'opened', seq: 1e10 }, 'seq', /^Too big/],
    [{ outcome: 'opened', status: 'signed' }, '', /^Unrecognized key: "status"$/],
  ])('refuses %j', async (body, path, message) => {
    const one = await app.user();
    const code = await signingOf(one);
    const answer = await one.post(`/api/signings/${code}/launch`, body, EN);
    expect(await issues(answer)).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(await app.status(code)).toBe('ready');
  });
});

describe('POST return', () => {
  const back = async (extra: string, scene = '1038') => {
    const one = await app.user();
    const code = await signingOf(one, { launched: { seq: 1 } });
    const answer = await one.post(`/api/signings/${code}/return`, `{"scene":${scene}${extra}}`, EN);
    return { code, ...answer };
  };

  it('makes confirming of what was signing, whatever the mini-program says of the outcome', async () => {
    const { status, code, body } = await back(
      ',"referrerAppId":"wxbd687630cd02ce1d","extraData":{"return_code":"SUCCESS","contract_id":"made-up"}',
    );
    expect([status, body]).toEqual([200, shown(code, { status: 'confirming', seq: 2 })]);
    const line = lines.find(({ event, outContractCode }) => event === 'return' && outContractCode === code);
    expect(line).toMatchObject({
      scene: 1038,
      referrerAppId: 'wxbd687630cd02ce1d',
      hint: { returnCode: 'SUCCESS' },
    });
    expect(JSON.stringify(lines)).not.toContain('made-up');
  });

  it('cuts what it keeps of the message', async () => {
    const { code, status } = await back(
      `,"extraData":{"return_code":"${'😀'.repeat(17)}","return_msg":"${'m'.repeat(129)}"}`,
    );
    expect(status).toBe(200);
    expect((await services.store.signings.read(code))!.facts.returned!.hint).toEqual({
      returnCode: '😀'.repeat(16),
      returnMsg: 'm'.repeat(128),
    });
  });

  it.each([
    ['nothing', '', 200],
    ['null', ',"extraData":null', 200],
    ['a list', ',"extraData":[{"return_code":"SUCCESS"}]', 200],
    ['just 4 KiB', `,"extraData":"${'签'.repeat(1364)}xx"`, 200],
    ['a byte more', `,"extraData":"${'签'.repeat(1364)}xxx"`, 400],
    ['4 KiB of lists', `,"extraData":${'['.repeat(2048)}${']'.repeat(2048)}`, 200],
    ['more lists', `,"extraData":${'['.repeat(2049)}${']'.repeat(2049)}`, 400],
    ['lists as deep as a body holds', `,"extraData":${'['.repeat(8000)}${']'.repeat(8000)}`, 400],
  ])('extraData may be %s', async (_, extra, wanted) => {
    const { status, body, code } = await back(extra);
    expect(status).toBe(wanted);
    if (wanted === 200) return;
    expect(body.error).toMatchObject({
      code: 'invalid_request',
      details: { issues: [{ path: 'extraData', message: 'at most 4096 bytes of JSON' }] },
    });
    expect(await app.status(code)).toBe('signing');
  });

  it('says in Chinese, too, how large extraData may be', async () => {
    const one = await app.user();
    const code = await signingOf(one);
    const answer = await one.post(`/api/signings/${code}/return`, {
      scene: 1038,
      extraData: 'x'.repeat(4095),
    });
    expect(answer.body).toEqual(
      error('invalid_request', '请求内容有误，请按 details 中的提示修改', {
        issues: [{ path: 'extraData', message: '最多 4096 字节的 JSON' }],
      }),
    );
  });

  it.each([
    ['', '-1', 'scene', /^Too small: .* >=0$/],
    ['', '100000', 'scene', /^Too big: .* <=99999$/],
    ['', '1038.5', 'scene', /expected int/],
    ['', '"1038"', 'scene', /expected number, received string$/],
    [`,"referrerAppId":"${'w'.repeat(65)}"`, '1038', 'referrerAppId', /<=64 characters$/],
    [',"seq":0', '1038', 'seq', /^Too small/],
    [',"signed":true', '1038', '', /^Unrecognized key: "signed"$/],
  ])('refuses what is not so: %s %s', async (extra, scene, path, message) => {
    const answer = await back(extra, scene);
    expect(await issues(answer)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it.each([`,"referrerAppId":"${'w'.repeat(64)}"`, ',"seq":1'])('takes %s', async (extra) => {
    expect((await back(extra, '0')).status).toBe(200);
    expect((await back(extra, '99999')).status).toBe(200);
  });
});

it('nobody’s openid or token is in the log of all this', async () => {
  const one = await app.user();
  await one.post('/api/signings', { contractDisplayAccount: randomUUID().slice(0, 32) });
  const text = JSON.stringify(lines);
  for (const secret of [one.token, 'o-user-', '"webid"']) expect(text).not.toContain(secret);
});

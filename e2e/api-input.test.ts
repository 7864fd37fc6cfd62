import { errors } from '@contract-kit/shared';
import { type Kit, send, useKit, write } from './kit';

const given = useKit();

type Signer = Awaited<ReturnType<Kit['signer']>>;

const JSON_TYPE = { 'content-type': 'application/json' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const post = (user: { token: string }, path: string, body: string | Buffer, type = 'application/json') =>
  send(given.kit.url + path, 'POST', { ...bearer(user.token), 'content-type': type }, body);

describe('a body', () => {
  const calls: [name: string, path: (code: string) => string, good: object][] = [
    ['login', () => '/api/login', { code: 'x' }],
    ['create', () => '/api/signings', {}],
    ['launch', (code) => `/api/signings/${code}/launch`, { outcome: 'opened' }],
    ['return', (code) => `/api/signings/${code}/return`, { scene: 1038 }],
    ['terminate', (code) => `/api/contracts/${code}/terminate`, { remark: '不再需要' }],
  ];

  it.each(calls)('of %s that is not what it takes is refused, and changes nothing', async (_, path, good) => {
    const user = await given.kit.signer();
    const before = (await user.get(user.outContractCode)).body.version;
    const to = path(user.outContractCode);
    const answers = {
      'cut off': await post(user, to, '{"scene": 10'),
      'two values': await post(user, to, '{}{}'),
      'not UTF-8': await post(user, to, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      'UTF-16': await post(user, to, Buffer.from(JSON.stringify(good), 'utf16le')),
      'a list': await post(user, to, '[]'),
      null: await post(user, to, 'null'),
      'a text': await post(user, to, '"scene"'),
      'a number': await post(user, to, '1e999'),
      'an unknown field': await post(user, to, JSON.stringify({ ...good, admin: true })),
      'a prototype': await post(
        user,
        to,
        JSON.stringify(good).replace('{', '{"__proto__": {"admin": true},').replace(',}', '}'),
      ),
      'thousands of lists in lists': await post(user, to, nested(7000)),
      'too large': await post(user, to, JSON.stringify(good) + ' '.repeat(16 * 1024)),
      'a form': await post(user, to, 'scene=1038', 'application/x-www-form-urlencoded'),
      'plain text': await post(user, to, JSON.stringify(good), 'text/plain'),
      'of no type': await send(
        given.kit.url + to,
        'POST',
        bearer(user.token),
        Buffer.from(JSON.stringify(good)),
      ),
      compressed: await send(
        given.kit.url + to,
        'POST',
        { ...bearer(user.token), ...JSON_TYPE, 'content-encoding': 'gzip' },
        JSON.stringify(good),
      ),
    };
    expect(
      Object.fromEntries(
        Object.entries(answers).map(([what, { status, error }]) => [what, [status, error?.code]]),
      ),
    ).toEqual({
      'cut off': [400, 'invalid_json'],
      'two values': [400, 'invalid_json'],
      'not UTF-8': [400, 'invalid_json'],
      'UTF-16': [400, 'invalid_json'],
      'a list': [400, 'invalid_request'],
      null: [400, 'invalid_request'],
      'a text': [400, 'invalid_request'],
      'a number': [400, 'invalid_request'],
      'an unknown field': [400, 'invalid_request'],
      'a prototype': [400, 'invalid_request'],
      'thousands of lists in lists': [400, 'invalid_request'],
      'too large': [413, 'body_too_large'],
      'a form': [415, 'unsupported_media_type'],
      'plain text': [415, 'unsupported_media_type'],
      'of no type': [415, 'unsupported_media_type'],
      compressed: [415, 'unsupported_media_type'],
    });
    expect((await user.get(user.outContractCode)).body.version).toBe(before);
  });

  it('may have 16 KiB and not one byte more, with or without saying how long it is', async () => {
    const user = await given.kit.signer();
    const path = `${given.kit.url}/api/signings/${user.outContractCode}/return`;
    const padded = (bytes: number) => Buffer.from('{"scene": 1038}'.padEnd(bytes));
    async function* chunks(body: Buffer) {
      for (let i = 0; i < body.length; i += 1000) yield body.subarray(i, i + 1000);
    }
    const headers = { ...bearer(user.token), ...JSON_TYPE };
    expect((await send(path, 'POST', headers, padded(16 * 1024))).status).toBe(200);
    expect((await send(path, 'POST', headers, padded(16 * 1024 + 1))).status).toBe(413);
    expect((await send(path, 'POST', headers, chunks(padded(16 * 1024)))).status).toBe(200);
    expect((await send(path, 'POST', headers, chunks(padded(16 * 1024 + 1)))).status).toBe(413);
  });

  it('that breaks off, and bytes that are no HTTP, do no harm', async () => {
    await write(
      given.kit.url,
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"co',
    );
    await write(given.kit.url, '\x16\x03\x01 not HTTP\r\n\r\n');
    await write(given.kit.url, 'GET / HTTP/1.1\r\n\r\n');
    expect((await send(`${given.kit.url}/healthz`, 'GET')).status).toBe(200);
  });
});

describe('a field', () => {
  const wrong: [what: string, call: (user: Signer) => Promise<{ status: number }>][] = [
    ['code of another type', (user) => user.call('POST', '/api/login', { code: 1 })],
    ['no code', (user) => user.call('POST', '/api/login', {})],
    ['an empty code', (user) => user.login('')],
    ['a code that is too long', (user) => user.login('c'.repeat(129))],
    ['a name that is empty', (user) => user.create({ contractDisplayAccount: ' ' })],
    ['a name of 33 bytes', (user) => user.create({ contractDisplayAccount: '微信用户微信用户微信用' })],
    ['a name with an emoji', (user) => user.create({ contractDisplayAccount: '小明😀' })],
    ['a name with a line break', (user) => user.create({ contractDisplayAccount: '小\n明' })],
    ['a name of another type', (user) => user.create({ contractDisplayAccount: null })],
    ['an unknown outcome', (user) => user.launch(user.outContractCode, { outcome: 'SUCCESS' })],
    ['no outcome', (user) => user.launch(user.outContractCode, {})],
    [
      'a long errMsg',
      (user) => user.launch(user.outContractCode, { outcome: 'failed', errMsg: 'x'.repeat(257) }),
    ],
    ['no scene', (user) => user.return(user.outContractCode, {})],
    ['a scene as text', (user) => user.return(user.outContractCode, { scene: '1038' })],
    ['a scene below zero', (user) => user.return(user.outContractCode, { scene: -1 })],
    ['a fraction of a scene', (user) => user.return(user.outContractCode, { scene: 1038.5 })],
    ['seq 0', (user) => user.launch(user.outContractCode, { outcome: 'opened', seq: 0 })],
    ['seq below zero', (user) => user.return(user.outContractCode, { scene: 1038, seq: -3 })],
    ['a fraction of a seq', (user) => user.return(user.outContractCode, { scene: 1038, seq: 1.5 })],
    ['seq of eleven digits', (user) => user.launch(user.outContractCode, { outcome: 'opened', seq: 1e10 })],
    ['seq as text', (user) => user.launch(user.outContractCode, { outcome: 'opened', seq: '1' })],
    ['wait above 30', (user) => user.get(user.outContractCode, '?wait=31')],
    ['wait below 0', (user) => user.get(user.outContractCode, '?wait=-1')],
    ['a fraction of wait', (user) => user.get(user.outContractCode, '?wait=1.5')],
    ['wait in words', (user) => user.get(user.outContractCode, '?wait=long')],
    ['an empty wait', (user) => user.get(user.outContractCode, '?wait=')],
    ['wait twice', (user) => user.get(user.outContractCode, '?wait=1&wait=2')],
    ['an unknown parameter', (user) => user.get(user.outContractCode, '?until=signed')],
    ['limit 0', (user) => user.contracts('?limit=0')],
    ['limit 101', (user) => user.contracts('?limit=101')],
    ['limit in words', (user) => user.contracts('?limit=all')],
    ['before that is no code', (user) => user.contracts('?before=../../x')],
    ['an empty remark', (user) => user.terminate(user.outContractCode, '  ')],
    ['a long remark', (user) => user.terminate(user.outContractCode, 'x'.repeat(257))],
  ];

  it('that is wrong is refused with 400, and named', async () => {
    const user = await given.kit.signer();
    const before = (await user.get(user.outContractCode)).body.version;
    const answers: Record<string, number> = {};
    for (const [what, call] of wrong) answers[what] = (await call(user)).status;
    expect(answers).toEqual(Object.fromEntries(wrong.map(([what]) => [what, 400])));
    expect((await user.get(user.outContractCode)).body.version).toBe(before);

    const { details } = await user.call('POST', '/api/login', { code: 1 });
    expect(details!.issues).toEqual([{ path: 'code', message: expect.any(String) }]);
  });

  it.each([
    ['empty', '  ', '不能为空', 'must not be empty'],
    ['of two lines', '张\n三', '控制字符', 'control characters'],
    ['with an emoji', '张三😀', '表情符号', 'emoji'],
    ['of 33 bytes', '微信用户微信用户微信用', '32 字节', '32 bytes of UTF-8'],
    ['that is no text', 42, '无效输入', 'Invalid input'],
  ])(
    'to show on the signing page that is %s is refused, and says why in both languages',
    async (_, account, zh, en) => {
      const user = await given.kit.login();
      const before = await given.kit.control.contracts();
      const body = JSON.stringify({ contractDisplayAccount: account });
      for (const [language, text] of [
        ['zh-CN,zh;q=0.9', zh],
        ['en-GB', en],
      ] as const) {
        const headers = { ...bearer(user.token), ...JSON_TYPE, 'accept-language': language };
        const { status, error } = await send(`${given.kit.url}/api/signings`, 'POST', headers, body);
        expect([status, error?.code]).toEqual([400, 'invalid_request']);
        expect(error?.details).toEqual({
          issues: [{ path: 'contractDisplayAccount', message: expect.stringContaining(text) }],
        });
      }
      expect(await given.kit.control.contracts()).toEqual(before);
      expect((await user.current()).status).toBe(404);
    },
  );

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"SUCCESS"'],
    ['a number', '-1e-7'],
    ['a list', '[{"return_code":"SUCCESS"}]'],
    [
      'an object of anything',
      '{"return_code":{"a":1},"return_msg":[],"__proto__":{"x":1},"\\u0000":"\\ud800"}',
    ],
    ['two thousand lists in lists', nested(2000)],
    ['just 4 KiB', JSON.stringify('签'.repeat(1364).padEnd(1366, 'x'))],
  ])('extraData may be %s', async (_, extraData) => {
    const user = await given.kit.signer();
    const body = extraData === '' ? '{"scene":1038}' : `{"scene":1038,"extraData":${extraData}}`;
    const answer = await post(user, `/api/signings/${user.outContractCode}/return`, body);
    expect([answer.status, JSON.parse(answer.text).status]).toEqual([200, 'confirming']);
  });

  it.each([
    ['more than 4 KiB', JSON.stringify('签'.repeat(1364).padEnd(1367, 'x'))],
    ['lists in lists of more than 4 KiB', nested(2049)],
    ['lists in lists as deep as a body can hold', nested(8000)],
  ])('extraData may not be %s', async (_, extraData) => {
    const user = await given.kit.signer();
    const body = `{"scene":1038,"extraData":${extraData}}`;
    const answer = await post(user, `/api/signings/${user.outContractCode}/return`, body);
    expect([answer.status, answer.error?.code]).toEqual([400, 'invalid_request']);
    expect((await user.get(user.outContractCode)).body.status).toBe('ready');
  });

  it('of extraData is read only if it is the return code or message, and those are cut', async () => {
    const user = await given.kit.signer();
    const extraData = {
      return_code: '😀'.repeat(20),
      return_msg: 'm'.repeat(200),
      contract_id: 'secret-of-mine',
    };
    await user.return(user.outContractCode, { scene: 1038, extraData });
    const line = given.kit.logs.find(
      ({ event, outContractCode }) => event === 'return' && outContractCode === user.outContractCode,
    );
    expect(line).toMatchObject({ hint: { returnCode: '😀'.repeat(16), returnMsg: 'm'.repeat(128) } });
    expect(
      JSON.stringify(await given.kit.redis.hgetall(`${given.kit.prefix}signing:{${user.outContractCode}}`)),
    ).not.toContain('secret-of-mine');
  });
});

describe('a request', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/api', 404],
    ['GET', '/api/signings/a/b/c', 404],
    ['PROPFIND', '/nothing', 404],
    ['GET', '/..%2f..%2fetc/passwd', 404],
    ['GET', '/%E0%A4%A', 404],
    ['GET', '/api/login', 405],
    ['DELETE', '/api/signings', 405],
    ['PUT', '/notifications/wechatpay', 405],
    ['GET', '/notifications/wechatpay', 405],
    ['PROPFIND', '/api/contracts', 405],
  ])('%s %s: %i in JSON, with its id', async (method, path, status) => {
    const answer = await send(given.kit.url + path, method);
    expect([answer.status, answer.error?.code]).toEqual([
      status,
      status === 404 ? 'not_found' : 'method_not_allowed',
    ]);
    expect(answer.headers['x-request-id']).toBe(answer.error?.requestId);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
  });

  it('may ask for the headers only', async () => {
    const { token } = await given.kit.signer();
    const head = async (path: string) => {
      const { status, text } = await send(given.kit.url + path, 'HEAD', bearer(token));
      return [status, text];
    };
    expect(await head('/healthz')).toEqual([200, '']);
    expect(await head('/api/signings/current')).toEqual([200, '']);
    expect(await head('/api/login')).toEqual([405, '']);
    expect(await head('/nothing')).toEqual([404, '']);
  });

  it('is answered in the language that it asks for, Chinese first', async () => {
    const answers: [header: string | undefined, language: 'zh-CN' | 'en'][] = [
      [undefined, 'zh-CN'],
      ['*', 'zh-CN'],
      ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
      ['zh', 'zh-CN'],
      ['en', 'en'],
      ['en-US,en;q=0.9', 'en'],
      ['en-GB', 'en'],
      ['fr,en;q=0.2', 'en'],
      ['fr', 'zh-CN'],
      [';;;q=x', 'zh-CN'],
    ];
    for (const [header, language] of answers) {
      const { error } = await send(
        `${given.kit.url}/api/contracts`,
        'GET',
        header === undefined ? {} : { 'accept-language': header },
      );
      expect([header, error?.message]).toEqual([header, errors.unauthorized[language]]);
    }
  });

  it('is told what is wrong with it in its language too', async () => {
    const issue = async (language: string) => {
      const { error } = await send(
        `${given.kit.url}/api/login`,
        'POST',
        { ...JSON_TYPE, 'accept-language': language },
        '{}',
      );
      return JSON.stringify(error?.details);
    };
    expect(await issue('zh-CN')).toMatch(/[一-龥]/);
    expect(await issue('en')).not.toMatch(/[一-龥]/);
  });

  it('has an id of our making, in the header, the error and the log', async () => {
    const ids = new Set<unknown>();
    for (const path of ['/healthz', '/nothing', '/api/contracts', '/%E0%A4%A']) {
      const { headers, error } = await send(given.kit.url + path, 'GET', { 'x-request-id': 'mine' });
      const id = headers['x-request-id'];
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      if (error) expect(error.requestId).toBe(id);
      expect(given.kit.logs).toContainEqual(expect.objectContaining({ event: 'request', requestId: id }));
      ids.add(id);
    }
    expect(ids.size).toBe(4);
  });

  it('is not to be kept by caches or guessed at by browsers', async () => {
    const { headers } = await send(`${given.kit.url}/api/contracts`, 'GET');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
});

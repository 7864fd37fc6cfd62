import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { logTextOf } from './log-texts';
import { createLogger } from './logging';

/** What a logger wrote, line by line. */
function capture(level = 'trace') {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => void lines.push(line) });
  return { log, lines, entry: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

const SECRET = 'S3cr3tValue';

const secretFields = [
  'code',
  'js_code',
  'jsCode',
  'token',
  'accessToken',
  'access_token',
  'metricsToken',
  'openid',
  'subOpenid',
  'sub_openid',
  'spOpenid',
  'sp_openid',
  'unionid',
  'session_key',
  'sessionKey',
  'preEntrustwebId',
  'pre_entrustweb_id',
  'authorization',
  'Authorization',
  'cookie',
  'Set-Cookie',
  'secret',
  'appSecret',
  'loginAppSecret',
  'login_app_secret',
  'password',
  'passphrase',
  'apiV3Key',
  'APIV3_KEY',
  'merchantPrivateKey',
  'WECHATPAY_MERCHANT_PRIVATE_KEY',
  'args',
];

describe('fields', () => {
  test.each(secretFields)('%s is redacted at every depth, as an object too', (name) => {
    const { log, lines, entry } = capture();
    log.info(
      {
        [name]: SECRET,
        nested: { list: [{ [name]: { inner: SECRET } }], map: new Map([['k', { [name]: [SECRET] }]]) },
      },
      'm',
    );
    expect(lines.join()).not.toContain(SECRET);
    expect(entry()[name]).toBe('[redacted]');
  });

  test.each(secretFields)('%s is redacted in a child logger', (name) => {
    const { log, lines } = capture();
    log.child({ [name]: SECRET }).info('m');
    log
      .child({ requestId: 'r' })
      .child({ request: { headers: { [name]: [SECRET] } } })
      .info('m');
    expect(lines.join()).not.toContain(SECRET);
  });

  test('what the timeline is built from comes out as it is', () => {
    const { log, entry } = capture();
    const facts = {
      outContractCode: 'abc',
      fact: 'confirmed',
      status: 'signed',
      version: 'v',
      errorCode: 'busy',
      serviceId: 12535,
      at: new Date(0),
      absent: null,
    };
    log.info(facts, 'fact merged');
    expect(entry()).toMatchObject({
      ...facts,
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      msg: 'fact merged',
    });
    expect(entry().time).toMatch(/^\d{4}-.*Z$/);
  });

  test('bytes and keys are not written out', () => {
    const { log, lines, entry } = capture();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    log.info(
      {
        bytes: Buffer.from(SECRET),
        key: privateKey,
        pem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      },
      'm',
    );
    expect(lines.join()).not.toMatch(/MII|83,51/);
    expect(entry()).toMatchObject({ bytes: '[11 bytes]', pem: '[redacted]\n' });
  });
});

describe('texts', () => {
  test.each([
    `GET https://api.weixin.qq.com/sns/jscode2session?appid=wx1&secret=${SECRET}&js_code=${SECRET}&grant_type=x`,
    `pages/index?pre_entrustweb_id=${SECRET}`,
    `redis://user:${SECRET}@10.0.0.1:6379/0`,
    `rediss-cluster://:p@${SECRET}@h:1,h:2`,
    `Authorization: Bearer ${SECRET}.x`,
    `WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="n",signature="${SECRET}",serial_no="s"`,
    `{"openid":"${SECRET}","session_key": "${SECRET}"}`,
    JSON.stringify(JSON.stringify({ sub_openid: SECRET, pre_entrustweb_id: SECRET })),
    `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\\n${SECRET}\\n`,
  ])('%s', (text) => {
    const { log, lines } = capture();
    log.info(text);
    log.info({ deep: { text } }, 'm');
    log.child({ text }).info('m');
    log.error(new Error(text));
    log.error({ err: new Error('outer', { cause: new Error(text) }) });
    expect(lines).toHaveLength(5);
    expect(lines.join()).not.toContain(SECRET);
    for (const line of lines) JSON.parse(line);
  });

  test('a line stays JSON whatever is logged, and is scrubbed in good time', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true }),
        fc.string({ unit: 'binary' }),
        (thing, text) => {
          const { log, lines } = capture();
          log.info({ thing }, text);
          JSON.parse(lines[0]!);
        },
      ),
    );
    const { log, lines } = capture();
    const started = performance.now();
    for (const part of ['\\', '"', '://', '?', '"openid"', 'Bearer ', '-----BEGIN PRIVATE KEY-----'])
      log.info(part.repeat(50_000));
    expect(lines).toHaveLength(7);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('errors', () => {
  test('come with kind, stack, fields and causes', () => {
    const { log, entry } = capture();
    const cause = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' });
    log.error(
      { err: Object.assign(new TypeError('no answer', { cause }), { details: { httpStatus: 502 } }) },
      'm',
    );
    expect(entry().err).toMatchObject({
      type: 'TypeError',
      message: 'no answer',
      stack: expect.stringContaining('logging.test'),
      details: { httpStatus: 502 },
      cause: { message: 'connect failed', code: 'ECONNREFUSED' },
    });
  });

  test("a failed Redis command's arguments stay out", () => {
    const { log, lines } = capture();
    log.error(
      { err: Object.assign(new Error('OOM'), { command: { name: 'set', args: ['key', SECRET] } }) },
      'm',
    );
    expect(lines[0]).not.toContain(SECRET);
  });
});

describe('bounds', () => {
  test('circles, depth, width and length are cut', () => {
    const { log, lines } = capture();
    const circle: Record<string, unknown> = {
      wide: Array.from({ length: 100_000 }, () => 'x'),
      long: 'x'.repeat(100_000),
    };
    circle.self = circle;
    log.info(circle, 'm');
    expect(lines[0]!.length).toBeLessThan(50_000);
  });

  test('a getter that throws loses the fields, not the line', () => {
    const { log, entry } = capture();
    const hostile = {
      get field() {
        throw new Error('no');
      },
    };
    log.info({ hostile }, 'still told');
    expect(entry()).toMatchObject({ msg: 'still told' });
  });

  test('entries below the level are not written', () => {
    const { log, lines } = capture('warn');
    log.info('no');
    log.warn('yes');
    expect(lines).toHaveLength(1);
  });
});

describe('in Chinese', () => {
  test('warnings and errors say what they mean, beside the message', () => {
    const { log, entry } = capture();
    log.warn({ reason: 'ECONNREFUSED' }, 'no connection to Redis');
    expect(entry()).toMatchObject({
      zh: '连不上 Redis',
      msg: 'no connection to Redis',
      reason: 'ECONNREFUSED',
    });
    log.child({ job: 1 }).error(new Error('why'), 'job failed');
    expect(entry()).toMatchObject({ zh: '任务失败', job: 1, err: { message: 'why' } });
    log.warn('no platform certificates; set these');
    expect(entry()).toMatchObject({ zh: expect.stringContaining('平台证书') });
  });

  test('an entry that brings its own keeps it; other entries have none', () => {
    const { log, entry } = capture();
    log.warn({ zh: '自己的' }, 'no connection to Redis');
    expect(entry()).toMatchObject({ zh: '自己的' });
    log.info('job failed');
    log.warn({ a: 1 }, 'something else');
    expect(entry()).not.toHaveProperty('zh');
  });

  test('every warning and error of the server is among them', () => {
    const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    const messages = sources.flatMap((file) => messagesIn(readFileSync(join(__dirname, file), 'utf8')));
    expect(messages.length).toBeGreaterThan(40);
    expect(messages.filter((message) => logTextOf(message) === undefined)).toEqual([]);
  });
});

/** The texts that stand last in a call of `log.warn` and its like. */
function messagesIn(source: string): string[] {
  const calls = source.matchAll(/\blog(?:\.(?:warn|error|fatal)|\[.*?\])\(([\s\S]*?)\)(?:;|,?\n)/g);
  return [...calls].flatMap(([, args = '']) =>
    [...args.matchAll(/(?:^|[,?:]\s*)(['"`])((?:\\.|(?!\1).)*)\1,?\s*(?=$|\n\s*:)/g)].map(
      ([, , text = '']) => text,
    ),
  );
}

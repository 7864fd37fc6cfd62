import { join } from 'node:path';
import fc from 'fast-check';
import {
  certificate,
  complaints,
  complete,
  failure,
  file,
  folder,
  load,
  merchant,
  plain,
  publicKeyMode,
  SERIAL,
  said,
  simulated,
} from '../../test/env';
import { ConfigError, formatConfigError, loadConfig } from '.';

test('LOGIN_APP_SECRET is needed, unless users log in to the merchant’s own back end', () => {
  const without = { ...complete, LOGIN_APP_SECRET: undefined };
  expect(failure(without).problems).toMatchObject([{ name: 'LOGIN_APP_SECRET', missing: true }]);
  const service = { SERVICE_PORT: '9465', SERVICE_API_KEYS: `backend:${'k'.repeat(32)}` };
  for (const { merchants } of [
    loadConfig(without, { ownLogin: true }),
    loadConfig({ ...without, ...service }),
  ]) {
    expect(merchants[0]).toMatchObject({ subMchid: '1900000109', loginApp: 'sub' });
    expect(merchants[0]).not.toHaveProperty('loginAppSecret');
  }
});

test('what has no default is enough', () => {
  expect(load()).toEqual({
    port: 3000,
    host: '127.0.0.1',
    production: false,
    shutdownDelaySeconds: 0,
    logLevel: 'info',
    redis: {
      target: { kind: 'standalone', nodes: [{ host: '127.0.0.1', port: 6379 }], tls: false, db: 0 },
      prefix: 'contract-kit:',
      persistence: 'checked',
    },
    wechatPay: {
      mchid: '1900000100',
      merchantSerial: SERIAL,
      merchantPrivateKey: expect.anything(),
      apiV3Key: Buffer.from('abcdefghijklmnopqrstuvwxyz012345'),
      baseUrl: 'https://api.mch.weixin.qq.com',
      backupUrl: 'https://api2.mch.weixin.qq.com',
    },
    wechatApiBaseUrl: 'https://api.weixin.qq.com',
    spAppid: 'wxd678efh567hg6787',
    merchants: [
      {
        subMchid: '1900000109',
        subAppid: 'wxd678efh567hg6788',
        serviceId: 12535,
        loginApp: 'sub',
        loginAppSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      },
    ],
    notifyUrl: 'https://pay.example.com/notifications/wechatpay',
    displayAccount: '微信用户',
    signIdIn: 'extraData',
    signingLifetimeSeconds: 7200,
    recheckPerSecond: 20,
    warnings: [],
  });
});

test('production listens to other machines', () => {
  expect(load({ NODE_ENV: 'production' })).toMatchObject({ production: true, host: '0.0.0.0' });
});

test('everything can be set', () => {
  const config = load({
    ...publicKeyMode,
    PORT: '8080',
    HOST: '::',
    LOG_LEVEL: 'debug',
    METRICS_TOKEN: '0123456789abcdef',
    REDIS_PREFIX: 'shop-1:',
    WECHATPAY_BACKUP_URL: 'https://api2.wechatpay.cn/',
    WECHATPAY_MERCHANT_CERTIFICATE: certificate(),
    CONTRACT_DISPLAY_ACCOUNT: '示例商城会员',
    SIGN_ID_IN: 'both',
    SIGNING_LIFETIME_SECONDS: '7200',
    WECHATPAY_NO_CONTRACT_CODES: '400:PARAM_ERROR, 404:ORDER_NOT_EXIST',
  });
  expect(config).toMatchObject({
    wechatPay: { noContractCodes: ['400:PARAM_ERROR', '404:ORDER_NOT_EXIST'] },
    port: 8080,
    host: '::',
    logLevel: 'debug',
    metricsToken: '0123456789abcdef',
    redis: { prefix: 'shop-1:' },
    displayAccount: '示例商城会员',
    signIdIn: 'both',
  });
  expect(config.wechatPay.backupUrl).toBe('https://api2.wechatpay.cn');
  expect(config.wechatPay.publicKey?.id).toBe(publicKeyMode.WECHATPAY_PUBLIC_KEY_ID);
});

describe('problems', () => {
  test.each(Object.keys(complete))('%s is missing', (name) => {
    expect(complaints({ [name]: undefined })).toEqual([name]);
    expect(complaints({ [name]: '' })).toEqual([name]);
  });

  test('are listed all at once, in Chinese and English, each with what to do', () => {
    const error = failure({});
    expect(error.problems.map(({ name }) => name).sort()).toEqual(Object.keys(complete).sort());
    const text = formatConfigError(error);
    for (const { name, problem, fix } of error.problems) {
      expect(text).toContain(
        `  ${name}\n    ${problem['zh-CN']}${fix['zh-CN']}\n    ${problem.en} ${fix.en}\n`,
      );
      expect(error.message).toContain(
        `\n- ${name}: ${problem['zh-CN']}${fix['zh-CN']}\n  ${problem.en} ${fix.en}`,
      );
    }
    // For whoever has the repository, and whoever has a back end of their own with the library in it.
    for (const word of [
      'npm start',
      'createContractServer',
      '例如 https://example.com/pay',
      'ownLogin: true',
    ])
      expect(text).toContain(word);
    expect(error.message).toMatch(/^配置有 \d+ 处问题/);
  });

  test('of no variables at all says what to give', () => {
    expect(() => loadConfig(undefined as never)).toThrow(/^loadConfig 要用变量的对象.+loadConfig takes/);
  });

  /** A value that is wrong for each variable, in each way. */
  const malformed: Record<string, string[]> = {
    PORT: [' ', 'http', '-1', '65536', '80.5', '0x50', '1e3'],
    HOST: ['two words', 'http://0.0.0.0', 'a/b'],
    LOG_LEVEL: ['verbose', 'INFO'],
    METRICS_TOKEN: ['short', 'with spaces in the token', '令牌令牌令牌令牌令牌令牌令牌令牌'],
    PUBLIC_URL: [
      'pay.example.com',
      'ftp://pay.example.com',
      'https://',
      'http://pay.example.com',
      'https://localhost',
      'https://shop.localhost',
      'https://127.0.0.1',
      'https://10.1.2.3/pay',
      'https://[::1]',
      'https://2130706433',
      'https://pay.example.com/?shop=1',
      'https://pay.example.com?',
      'https://pay.example.com/#top',
      'https://user:word@pay.example.com',
      'https://pay.example.com/notifications/wechatpay',
      'https://pay.example.com/a b',
      `https://pay.example.com/${'a'.repeat(256 - 'https://pay.example.com//notifications/wechatpay'.length + 1)}`,
    ],
    REDIS_URL: [
      '127.0.0.1:6379',
      'http://127.0.0.1:6379',
      'redis://',
      'redis://h:0',
      'redis://h:65536',
      'redis://h:port',
      'redis://a:1,b:2',
      'redis://h/one',
      'redis://h/0/1',
      'redis://h?x=1',
      'redis://user@h',
      'redis://:%E0%A4%A@h',
      'redis://:p@ss@h',
      'redis-cluster://a:1,',
      'redis-cluster://a:1/1',
      'redis-sentinel://a:1,b:2',
      'redis-sentinel://a:1/',
      'redis-sentinel://a:1/master/x',
      'redis-sentinel://a:1/master?password=x',
    ],
    REDIS_PREFIX: ['{shop}', 'a b', '店', 'x'.repeat(65)],
    WECHATPAY_MCHID: ['1900 000', '"1900000109"', '1'.repeat(33), '商户', 'abc', '19000001O0', '-1'],
    WECHATPAY_MERCHANT_SERIAL: ['5157 F09E', 'serial=', '::', 'serial', '5'.repeat(65)],
    WECHATPAY_APIV3_KEY: ['a'.repeat(31), 'a'.repeat(33), '密'.repeat(32)],
    WECHATPAY_BASE_URL: [
      'api.mch.weixin.qq.com',
      'http://api.mch.weixin.qq.com',
      'https://api.mch.weixin.qq.com/v3',
      'https://api.mch.weixin.qq.com?x',
      'https://u:p@api.mch.weixin.qq.com',
      'http://192.168.1.10:4010',
      'ftp://localhost',
    ],
    WECHATPAY_BACKUP_URL: ['http://api2.mch.weixin.qq.com', 'none'],
    WECHAT_API_BASE_URL: ['http://api.weixin.qq.com', 'https://api.weixin.qq.com/sns'],
    SP_APPID: ['wx 1', 'wx"1', 'w'.repeat(33), 'xwd678efh567hg6787'],
    SUB_MCHID: ['子商户', '1'.repeat(33), 'abc'],
    SUB_APPID: ['wx 1', 'w'.repeat(33), `wx${'1'.repeat(31)}`, 'abc'],
    SERVICE_ID: ['0', '-1', '1.5', 'abc', '9007199254740993', '1e4'],
    LOGIN_APP: ['SUB', 'provider'],
    LOGIN_APP_SECRET: ['with space', '密钥'],
    CONTRACT_DISPLAY_ACCOUNT: ['微信用户微信用户微信用', '😀', 'a\u0007', 'a'.repeat(33), '   '],
    SIGN_ID_IN: ['path', 'extradata'],
    SIGNING_LIFETIME_SECONDS: ['0', '7201', '60', '1.5', 'hour'],
  };
  test.each(Object.entries(malformed).flatMap(([name, values]) => values.map((value) => [name, value])))(
    '%s cannot be %j',
    (name, value) => {
      expect(complaints({ [name!]: value })).toEqual([name]);
    },
  );

  test('never carry what was configured', () => {
    const marker = /s3cr3t/;
    const values = Object.values(malformed).flat();
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...Object.keys(malformed),
          'MERCHANTS',
          'WECHATPAY_MERCHANT_PRIVATE_KEY',
          'WECHATPAY_PUBLIC_KEY',
        ),
        fc.constantFrom('', '_FILE'),
        fc.constantFrom(
          's3cr3t',
          ...values.flatMap((value) => [`${value}s3cr3t`, `s3cr3t${value}`]),
          '{"s3cr3t": 1}',
          '[{"s3cr3t": "s3cr3t", "subMchid": "s3cr3t s3cr3t"}]',
          `${complete.WECHATPAY_MERCHANT_PRIVATE_KEY}s3cr3t`,
        ),
        (name, suffix, value) => {
          try {
            load({ [name]: undefined, [name + suffix]: value });
          } catch (error) {
            if (!(error instanceof ConfigError)) throw error;
            expect(formatConfigError(error)).not.toMatch(marker);
            expect(`${error.stack}`).not.toMatch(marker);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('NAME_FILE', () => {
  test.each(Object.entries(complete))('%s may come from a file', (name, value) => {
    for (const content of [`${value}`, `${value}\n`, `${value}\r\n`, `\uFEFF${value}\n`]) {
      expect(plain(load({ [name]: undefined, [`${name}_FILE`]: file(content) }))).toEqual(plain(load()));
    }
  });

  test('is not there, a folder, empty or in UTF-16: each is said', () => {
    const problem = (path: string) => said({ SP_APPID: undefined, SP_APPID_FILE: path });
    expect(problem(join(folder, 'none'))).toContain('There is no such file');
    expect(problem(folder)).toContain('The file cannot be read (EISDIR)');
    expect(problem(file('\n'))).toContain('The file is empty');
    expect(problem(file(Buffer.from('\uFEFFwx1', 'utf16le')))).toContain('UTF-16');
    expect(complaints({ SP_APPID: undefined, SP_APPID_FILE: folder })).toEqual(['SP_APPID_FILE']);
    for (const path of [join(folder, 'none'), folder, file('\n')]) {
      expect(problem(path)).toContain(`  SP_APPID_FILE (${path})\n`);
    }
  });

  test('is named with its file, whatever is wrong with what is in it', () => {
    for (const [name, wrong] of [
      ['WECHATPAY_MERCHANT_PRIVATE_KEY', 's3cr3t'],
      ['WECHATPAY_APIV3_KEY', 's3cr3t'],
      ['SERVICE_ID', 's3cr3t'],
      ['PORT', 's3cr3t'],
    ] as const) {
      const path = file(wrong);
      const changes = { [name]: undefined, [`${name}_FILE`]: path };
      expect(complaints(changes)).toEqual([`${name}_FILE`]);
      expect(said(changes)).toContain(`  ${name}_FILE (${path})\n`);
      expect(said(changes)).not.toContain('s3cr3t');
      expect(failure({ ...complete, ...changes }).message).toContain(`${name}_FILE (${path}): `);
    }
    const merchants = file('[{"subMchid": "wxd678efh567hg6787"}]');
    const listed = failure({ MERCHANTS_FILE: merchants }).problems.filter(({ name }) =>
      /^MERCHANTS/.test(name),
    );
    expect(listed.map((problem) => problem.file)).toEqual(listed.map(() => merchants));
    expect(listed[0]).toMatchObject({ name: 'MERCHANTS[0].subMchid' });
  });

  test.each([
    's3cr3t',
    '/s3cr3t',
    `${complete.WECHATPAY_MERCHANT_PRIVATE_KEY}s3cr3t`,
    's3cr3t/'.repeat(1000),
  ])('is not shown where it leads nowhere: it may be the secret itself (%#)', (value) => {
    const name = 'WECHATPAY_MERCHANT_PRIVATE_KEY';
    const changes = { [name]: undefined, [`${name}_FILE`]: value };
    expect(complaints(changes)).toEqual([`${name}_FILE`]);
    expect(said(changes)).toContain('不要填内容本身');
    expect(said(changes)).not.toContain('s3cr3t');
  });

  test('is named when it does not go with the others', () => {
    const path = file('ABCDEF');
    const changes = {
      WECHATPAY_MERCHANT_CERTIFICATE: certificate(),
      WECHATPAY_MERCHANT_SERIAL: undefined,
      WECHATPAY_MERCHANT_SERIAL_FILE: path,
    };
    expect(said(changes)).toContain(`WECHATPAY_MERCHANT_SERIAL_FILE (${path})`);
  });

  test.each(['C:\new\rsa.pem', 'keys\tmp.pem\n'])(
    'has a line break or a tab, as %j from double quotes in .env: told, with the remedy',
    (path) => {
      const changes = { SP_APPID: undefined, SP_APPID_FILE: path };
      expect(complaints(changes)).toEqual(['SP_APPID_FILE']);
      expect(said(changes)).toMatch(/路径里有换行[\s\S]*单引号[\s\S]*正斜杠/);
      expect(said(changes)).toMatch(/line break[\s\S]*single quotes[\s\S]*forward slashes/);
    },
  );

  test('is binary, in GBK or in UTF-16 without a mark: each is said', () => {
    const problem = (content: Buffer) => said({ SP_APPID: undefined, SP_APPID_FILE: file(content) });
    const der = merchant.privateKey.export({ type: 'pkcs8', format: 'der' });
    expect(problem(der)).toMatch(/二进制[\s\S]*apiclient_key\.pem/);
    expect(problem(Buffer.from([0xce, 0xa2, 0xd0, 0xc5]))).toMatch(/不是 UTF-8[\s\S]*另存为/);
    expect(problem(Buffer.from('wxd678efh567hg6787', 'utf16le'))).toContain('UTF-16');
  });

  test('beside NAME is an error', () => {
    expect(complaints({ SP_APPID_FILE: file('wx1') })).toEqual(['SP_APPID']);
    expect(said({ SP_APPID_FILE: file('wx1') })).toContain('Both SP_APPID and SP_APPID_FILE are set');
  });
});

describe('addresses', () => {
  test('a simulator on this machine may use http, and has no backup', () => {
    const config = load(simulated);
    expect(config.wechatPay.baseUrl).toBe('http://127.0.0.1:4010');
    expect(config.wechatPay.backupUrl).toBeUndefined();
    expect(config.notifyUrl).toBe('http://127.0.0.1:3000/notifications/wechatpay');
    for (const host of ['localhost', '127.1.2.3', '[::1]'])
      load({ ...simulated, WECHATPAY_BASE_URL: `http://${host}:4010` });
  });

  test('another host has no backup unless one is named', () => {
    expect(load({ WECHATPAY_BASE_URL: 'https://api2.wechatpay.cn' }).wechatPay.backupUrl).toBeUndefined();
    expect(load({ WECHATPAY_BASE_URL: 'https://api.mch.weixin.qq.com/' }).wechatPay.backupUrl).toBe(
      'https://api2.mch.weixin.qq.com',
    );
  });

  test.each([
    ['https://pay.example.com/', 'https://pay.example.com/notifications/wechatpay'],
    ['https://example.com/pay', 'https://example.com/pay/notifications/wechatpay'],
    ['https://example.com:8443/pay/', 'https://example.com:8443/pay/notifications/wechatpay'],
  ])('PUBLIC_URL %s', (url, notifyUrl) => {
    expect(load({ PUBLIC_URL: url }).notifyUrl).toBe(notifyUrl);
  });

  test('with the simulator PUBLIC_URL may be http on this machine only', () => {
    expect(complaints({ ...simulated, PUBLIC_URL: 'http://192.168.1.10:3000' })).toEqual(['PUBLIC_URL']);
    load({ ...simulated, PUBLIC_URL: 'https://192.168.1.10:3000' });
  });

  test('a lifetime is shortened with the simulator only', () => {
    expect(load({ ...simulated, SIGNING_LIFETIME_SECONDS: '30' }).signingLifetimeSeconds).toBe(30);
    expect(complaints({ SIGNING_LIFETIME_SECONDS: '30' })).toEqual(['SIGNING_LIFETIME_SECONDS']);
  });

  test('the Redis in memory is for the simulator, and not for production', () => {
    load({ ...simulated, REDIS_EMBEDDED: '1' });
    expect(complaints({ REDIS_EMBEDDED: '1' })).toEqual(['REDIS_URL']);
    expect(complaints({ ...simulated, REDIS_EMBEDDED: '1', NODE_ENV: 'production' })).toEqual(['REDIS_URL']);
  });
});

import {
  certificate,
  complaints,
  type Env,
  file,
  load,
  merchant,
  pkcs8,
  publicKeyMode,
  SERIAL,
  said,
  simulated,
  spki,
  wechatPay,
} from '../../test/env';

/** What somebody put where, and what of the answer tells them: in Chinese, and in English. */
const mixUps: [name: string, value: string, zh: string, en: string][] = [
  ['SP_APPID', 'gh_0123456789ab', '原始 ID', 'original id'],
  ['SUB_APPID', 'gh_0123456789ab', '原始 ID', 'original id'],
  ['SP_APPID', '1900000100', '商户号', 'a merchant number'],
  ['SUB_APPID', '1900000109', '商户号', 'a merchant number'],
  ['SUB_APPID', '0123456789abcdef0123456789ABCDEF', 'AppSecret', 'an AppSecret'],
  ['WECHATPAY_MCHID', 'wxd678efh567hg6787', 'AppID', 'an AppID'],
  ['SUB_MCHID', 'wxd678efh567hg6788', 'AppID', 'an AppID'],
  ['SUB_MCHID', 'gh_0123456789ab', '原始 ID', 'original id'],
  ['SUB_MCHID', '1900000100', 'WECHATPAY_MCHID', 'WECHATPAY_MCHID'],
  ['LOGIN_APP_SECRET', 'a1b2c3d4e5f6', '32 位十六进制', '32 hexadecimal digits'],
  ['LOGIN_APP_SECRET', `${'a'.repeat(31)}g`, '32 位十六进制', '32 hexadecimal digits'],
  ['LOGIN_APP_SECRET', 'wxd678efh567hg6788', 'AppID', 'an AppID'],
  ['LOGIN_APP_SECRET', '/run/secrets/app', '文件路径', 'path of a file'],
  ['WECHATPAY_MERCHANT_SERIAL', publicKeyMode.WECHATPAY_PUBLIC_KEY_ID, '公钥的 ID', "public key's id"],
  ['WECHATPAY_APIV3_KEY', 'a'.repeat(16), '现在是 16 字节', 'this has 16'],
  ['WECHATPAY_APIV3_KEY', '/run/secrets/apiv3', '文件路径', 'path of a file'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', 'certs/apiclient_key.pem', '_FILE', 'ends in _FILE'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', 'C:\\keys\\apiclient_key.pem', '_FILE', 'ends in _FILE'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', '/run/secrets/key', '_FILE', 'ends in _FILE'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', 'C:\new\rsa.pem', '单引号', 'single quotes'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', '-----BEGIN PRIVATE KEY-----', '第一行', 'first line'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', '"-----BEGIN RSA PRIVATE KEY-----', '第一行', 'first line'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', spki(merchant.publicKey), '公钥', 'A public key'],
  ['WECHATPAY_MERCHANT_PRIVATE_KEY', certificate(), 'apiclient_key.pem', 'apiclient_key.pem'],
  ['WECHATPAY_PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----', '第一行', 'first line'],
  ['WECHATPAY_PUBLIC_KEY', 'pub_key.pem', '_FILE', 'ends in _FILE'],
  ['WECHATPAY_PUBLIC_KEY', pkcs8(wechatPay.privateKey), '私钥', 'A private key'],
  ['WECHATPAY_PUBLIC_KEY', certificate(), '证书', 'A certificate'],
  ['WECHATPAY_MERCHANT_CERTIFICATE', 'certs/apiclient_cert.pem', '_FILE', 'ends in _FILE'],
  ['WECHATPAY_MERCHANT_CERTIFICATE', '-----BEGIN CERTIFICATE-----', '第一行', 'first line'],
  ['WECHATPAY_MERCHANT_CERTIFICATE', spki(merchant.publicKey), '公钥', 'A public key'],
];

test.each(mixUps)('%s is %j: told what it is', (name, value, zh, en) => {
  const changes = { ...(name === 'WECHATPAY_PUBLIC_KEY' && publicKeyMode), [name]: value };
  expect(complaints(changes)).toEqual([name]);
  const text = said(changes);
  expect(text).toContain(zh);
  expect(text).toContain(en);
  expect(text).not.toContain(`${value.slice(-12)}\n`);
});

test('the AppSecret as APIv3 key, which is as long', () => {
  const secret = '0123456789abcdef0123456789abcdef';
  const changes = { WECHATPAY_APIV3_KEY: secret, LOGIN_APP_SECRET: secret };
  expect(complaints(changes)).toEqual(['WECHATPAY_APIV3_KEY']);
  expect(said(changes)).toContain('LOGIN_APP_SECRET');
});

test('a path of 32 bytes as APIv3 key, if the file is there', () => {
  const path = file('abcdefghijklmnopqrstuvwxyz012345');
  const dot = `./${'x'.repeat(30)}`;
  expect(load({ WECHATPAY_APIV3_KEY: dot }).wechatPay.apiV3Key).toEqual(Buffer.from(dot));
  const padded = `${path.slice(0, 1)}${'/'.repeat(Math.max(0, 32 - path.length))}${path.slice(1)}`;
  expect(complaints({ WECHATPAY_APIV3_KEY: padded })).toEqual(['WECHATPAY_APIV3_KEY']);
  expect(said({ WECHATPAY_APIV3_KEY: padded })).toContain('path of a file');
});

/** Whether another form will do is for WeChat to say: nothing is published but samples. */
test.each(['wxa1b2c3d4e5f6a7b', 'wxa1b2c3d4e5f6a7b8c', 'wx-1b2c3d4e5f6a7b8'])(
  'an AppID of another form than all that are known, %s, is used and warned about',
  (appid) => {
    const { spAppid, merchants, warnings } = load({ SP_APPID: appid, SUB_APPID: appid });
    expect([spAppid, merchants[0]!.subAppid]).toEqual([appid, appid]);
    expect(warnings.map(({ name }) => name)).toEqual(['SP_APPID', 'SUB_APPID']);
    const { problem, fix } = warnings[0]!;
    expect([problem['zh-CN'], problem.en]).toEqual([
      expect.stringContaining('16 个字母或数字'),
      expect.stringContaining('16 letters or digits'),
    ]);
    expect([fix['zh-CN'], fix.en]).toEqual([
      expect.stringContaining('开发管理'),
      expect.stringContaining('development settings'),
    ]);
    expect(JSON.stringify(warnings)).not.toContain(appid);
  },
);

test.each<[name: string, value: string, form: string, where: string]>([
  ['WECHATPAY_MCHID', 'abc', '只有数字', '账户中心'],
  ['SUB_MCHID', '19000001O9', '只有数字', '账户中心'],
  ['SP_APPID', 'abc', 'wx 开头', '开发管理'],
  ['SERVICE_ID', 'abc', '整数', '开通免密支付时'],
  ['WECHATPAY_MERCHANT_SERIAL', 'xyz', '十六进制', 'openssl'],
  ['WECHATPAY_APIV3_KEY', 'short', '32 字节', '商户平台'],
  ['LOGIN_APP_SECRET', 'short', '32 位十六进制', '开发管理'],
])('what is wrong with %s as %j says its form, and where it is found', (name, value, form, where) => {
  expect(complaints({ [name]: value })).toEqual([name]);
  expect(said({ [name]: value })).toContain(form);
  expect(said({ [name]: value })).toContain(where);
});

test('a public key id without its prefix is shown its form, and where it is found', () => {
  const changes = { ...publicKeyMode, WECHATPAY_PUBLIC_KEY_ID: '0119000001002024110600001' };
  expect(complaints(changes)).toEqual(['WECHATPAY_PUBLIC_KEY_ID']);
  expect(said(changes)).toMatch(/PUB_KEY_ID_[\s\S]*API安全/);
});

test('all of them are listed at once', () => {
  expect(
    complaints({
      SP_APPID: '1900000100',
      SUB_APPID: 'gh_0123456789ab',
      SUB_MCHID: '1900000100',
      WECHATPAY_MERCHANT_PRIVATE_KEY: 'certs/apiclient_key.pem',
      LOGIN_APP_SECRET: 'a1b2c3d4e5f6',
    }).sort(),
  ).toEqual(['LOGIN_APP_SECRET', 'SP_APPID', 'SUB_APPID', 'SUB_MCHID', 'WECHATPAY_MERCHANT_PRIVATE_KEY']);
});

test('are told of MERCHANTS too', () => {
  const one = { serviceId: 1, loginApp: 'sub', loginAppSecret: 'short' };
  const without = { SUB_MCHID: undefined, SUB_APPID: undefined, SERVICE_ID: undefined };
  const list = [
    { ...one, subMchid: '1900000100', subAppid: 'gh_0123456789ab' },
    { ...one, subMchid: 'wxd678efh567hg6787', subAppid: '1900000109' },
  ];
  const changes: Env = { ...without, LOGIN_APP: undefined, LOGIN_APP_SECRET: undefined };
  expect(complaints({ ...changes, MERCHANTS: JSON.stringify(list) }).sort()).toEqual(
    list.flatMap((_, index) =>
      ['loginAppSecret', 'subAppid', 'subMchid'].map((field) => `MERCHANTS[${index}].${field}`),
    ),
  );
});

test('an AppSecret may be any text where somebody else than WeChat checks it', () => {
  load({ ...simulated, LOGIN_APP_SECRET: 'simulated' });
  expect(complaints({ ...simulated, WECHAT_API_BASE_URL: undefined, LOGIN_APP_SECRET: 'simulated' })).toEqual(
    ['LOGIN_APP_SECRET'],
  );
});

const lower = SERIAL.toLowerCase();
test.each([
  ['as openssl prints it', `serial=${SERIAL}`],
  ['as older ones print it', `serial = ${SERIAL}`],
  ['with colons', lower.replace(/..(?=.)/g, '$&:')],
  ['in lower case', lower],
  ['with all of that', `Serial=${lower.replace(/..(?=.)/g, '$&:')}`],
])('the serial number %s is taken', (_, value) => {
  expect(load({ WECHATPAY_MERCHANT_SERIAL: value }).wechatPay.merchantSerial).toBe(SERIAL);
});

describe('PUBLIC_URL', () => {
  test.each([
    ['https://10.1.2.3', 'IP 地址', 'an IP address'],
    ['https://169.254.1.1', 'IP 地址', 'an IP address'],
    ['https://8.8.8.8', 'IP 地址', 'an IP address'],
    ['https://[fe80::1]', 'IP 地址', 'an IP address'],
    ['https://[fd00::1]/pay', 'IP 地址', 'an IP address'],
    ['https://0x7f.1', 'IP 地址', 'an IP address'],
    ['https://localhost', '公网域名', 'public domain'],
    ['https://kit.localhost.', '公网域名', 'public domain'],
    ['https://nas.local', '公网域名', 'public domain'],
    ['https://kit.internal', '公网域名', 'public domain'],
    ['https://pay.lan', '公网域名', 'public domain'],
    ['https://pay.home.arpa', '公网域名', 'public domain'],
    ['https://pay.test', '公网域名', 'public domain'],
    ['https://merchant.invalid', '公网域名', 'public domain'],
    ['https://intranet/pay', '公网域名', 'public domain'],
    ['https://intranet./pay', '公网域名', 'public domain'],
  ])('%s cannot be reached from the internet', (url, zh, en) => {
    expect(complaints({ PUBLIC_URL: url })).toEqual(['PUBLIC_URL']);
    expect(said({ PUBLIC_URL: url })).toContain(zh);
    expect(said({ PUBLIC_URL: url })).toContain(en);
    load({ ...simulated, PUBLIC_URL: url });
  });

  test.each([
    'https://local.example.cn',
    'https://internal.cn',
    'https://xn--fiqs8s.cn',
    'https://a.b.c.d.cn',
  ])('%s can', (url) => {
    load({ PUBLIC_URL: url });
  });
});

describe('a display account', () => {
  test.each(['微信 用户', '微信用户 1', '张三(VIP)', 'Müller&Söhne', 'a-b', '会员·1', '微信用户！'])(
    '%s is warned about, and used',
    (account) => {
      const { displayAccount, warnings } = load({ CONTRACT_DISPLAY_ACCOUNT: account });
      expect(displayAccount).toBe(account);
      expect(warnings.map(({ name }) => name)).toEqual(['CONTRACT_DISPLAY_ACCOUNT']);
      expect(warnings[0]!.problem['zh-CN']).toContain('特殊字符');
      expect(warnings[0]!.problem.en).toContain('special characters');
    },
  );

  test.each(['微信用户', 'Member01', '张三'])('%s is not', (account) => {
    expect(load({ CONTRACT_DISPLAY_ACCOUNT: account }).warnings).toEqual([]);
  });
});

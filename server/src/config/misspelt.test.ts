import { complete, failure, file, load, said } from '../../test/env';

const warnedOf = (name: string, value = 'x') =>
  load({ [name]: value }).warnings.map((warning) => [warning.name, warning.problem.en]);

test.each([
  ['WECHATPAY_API_V3_KEY', 'WECHATPAY_APIV3_KEY'],
  ['WECHAT_PAY_MCHID', 'WECHATPAY_MCHID'],
  ['wechatpay_mchid', 'WECHATPAY_MCHID'],
  ['WECHATAPY_MCHID', 'WECHATPAY_MCHID'],
  ['WECHATPAY_MERCHANT_PRIVATEKEY', 'WECHATPAY_MERCHANT_PRIVATE_KEY'],
  ['WECHATPAY_MERCHANT_PRIVTE_KEY_FILE', 'WECHATPAY_MERCHANT_PRIVATE_KEY'],
  ['SP_APP_ID', 'SP_APPID'],
  ['SUB_MCH_ID', 'SUB_MCHID'],
  ['SUBAPPID', 'SUB_APPID'],
  ['SERVCE_ID', 'SERVICE_ID'],
  ['LOGIN_APPSECRET', 'LOGIN_APP_SECRET'],
  ['REDIS_URI', 'REDIS_URL'],
  ['PUBLIC_URLS', 'PUBLIC_URL'],
])('%s is told where %s is missing, and nothing else', (written, meant) => {
  const { problems } = failure({ ...complete, [meant]: undefined, [written]: 's3cr3t' });
  expect(problems.map(({ name }) => name)).toEqual([meant]);
  const text = said({ [meant]: undefined, [written]: 's3cr3t' });
  expect(text).toContain(`${written}`);
  expect(text).toContain('是不是写错了');
  expect(text).toContain('misspelt');
  expect(text).not.toContain('s3cr3t');
});

test.each([
  ['METRIC_TOKEN', 'METRICS_TOKEN'],
  ['REDIS_PERFIX', 'REDIS_PREFIX'],
  ['CONTRACT_DISPLAY_ACOUNT', 'CONTRACT_DISPLAY_ACCOUNT'],
  ['WECHATPAY_MERCHANT_CERTIFICAT_FILE', 'WECHATPAY_MERCHANT_CERTIFICATE_FILE'],
  ['MERCHANT', 'MERCHANTS'],
  ['NODE_ENVI', 'NODE_ENV'],
])('%s is warned about where %s may be left out', (written, meant) => {
  expect(warnedOf(written)).toEqual([[written, expect.stringContaining(`Did you mean ${meant}?`)]]);
});

test('one of two that go together', () => {
  const changes = {
    WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000001002024110600001',
    WECHATPAY_PUBLICKEY_FILE: file('x'),
  };
  expect(said(changes)).toContain('WECHATPAY_PUBLICKEY_FILE');
});

test.each([
  'PATH',
  'HOME',
  'HOSTNAME',
  'HOSTS',
  'POST',
  'PORTS',
  'NODE_PATH',
  'NODE_OPTIONS',
  'REDIS_HOST',
  'REDIS_PORT',
  'REDIS_SERVICE_HOST',
  'REDIS_TLS_URL',
  'TEST_REDIS_URL',
  'SERVICE_NAME',
  'SIMULATOR_PORT',
  'MINIPROGRAM_APPID',
  'MINIPROGRAM_SERVER_URL',
  'npm_config_loglevel',
  'PUBLIC_IP',
  'SUB_URL',
  'LOGNAME',
])('%s may be somebody else’s', (name) => {
  expect(warnedOf(name)).toEqual([]);
});

test('what is set needs no other name for it, and an empty variable is none', () => {
  expect(warnedOf('REDIS_URI')).toEqual([]);
  expect(warnedOf('METRIC_TOKEN', '')).toEqual([]);
});

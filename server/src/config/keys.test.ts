import { generateKeyPairSync } from 'node:crypto';
import {
  certificate,
  complaints,
  DAY,
  type Env,
  load,
  merchant,
  pkcs8,
  publicKeyMode,
  SERIAL,
  said,
  spki,
  wechatPay,
} from '../../test/env';

const forms = (pem: string) => ({
  lines: pem,
  'lines of Windows': pem.replaceAll('\n', '\r\n'),
  'escaped lines': pem.replaceAll('\n', '\\n'),
  'escaped lines of Windows': pem.replaceAll('\n', '\\r\\n'),
  'one line': pem.replaceAll('\n', ' '),
  'base64 of PEM': Buffer.from(pem).toString('base64'),
  'base64 of DER': pem.replace(/-----[^-]+-----|\n/g, ''),
});
const pkcs1 = merchant.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

test.each([
  ...Object.entries(forms(pkcs8(merchant.privateKey))),
  ...Object.entries(forms(pkcs1)).map(([name, value]) => [`PKCS#1, ${name}`, value] as const),
])("the merchant's private key as %s", (_, value) => {
  const { merchantPrivateKey } = load({ WECHATPAY_MERCHANT_PRIVATE_KEY: value }).wechatPay;
  expect(pkcs8(merchantPrivateKey)).toBe(pkcs8(merchant.privateKey));
});

test.each(Object.entries(forms(spki(wechatPay.publicKey))))("WeChat Pay's public key as %s", (_, value) => {
  const { publicKey } = load({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY: value }).wechatPay;
  expect(spki(publicKey!.key)).toBe(spki(wechatPay.publicKey));
});

test.each(Object.entries(forms(certificate())))('a certificate as %s', (_, value) => {
  load({ WECHATPAY_MERCHANT_CERTIFICATE: value });
});

const encrypted = merchant.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' })
  .toString();
const encryptedPkcs1 = merchant.privateKey
  .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' })
  .toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });

test.each([
  ['a public key', spki(merchant.publicKey), 'A public key was put here'],
  ['a certificate', certificate(), 'A certificate was put here'],
  ['under a passphrase', encrypted, 'passphrase'],
  ['under a passphrase in PKCS#1', encryptedPkcs1, 'passphrase'],
  ['not RSA', pkcs8(ec.privateKey), 'not an RSA key'],
  ['short', pkcs8(short.privateKey), 'has 1024 bits'],
  ['cut short', pkcs8(merchant.privateKey).slice(0, 800), 'cannot be parsed'],
  ['no key at all', 'apiclient key', 'cannot be parsed'],
  ['base64 of nothing', 'aGVsbG8=', 'cannot be parsed'],
])("the merchant's private key is %s", (_, value, message) => {
  expect(said({ WECHATPAY_MERCHANT_PRIVATE_KEY: value })).toContain(message);
  expect(complaints({ WECHATPAY_MERCHANT_PRIVATE_KEY: value })).toEqual(['WECHATPAY_MERCHANT_PRIVATE_KEY']);
});

test.each([
  ['a private key', pkcs8(wechatPay.privateKey), 'A private key was put here'],
  ['a certificate', certificate(), 'A certificate was put here'],
  ['not RSA', spki(ec.publicKey), 'not an RSA key'],
  ['short', spki(short.publicKey), 'has 1024 bits'],
  ["the merchant's own", spki(merchant.publicKey), "merchant's own public key"],
  ['cut short', spki(wechatPay.publicKey).slice(0, 300), 'cannot be parsed'],
])("WeChat Pay's public key is %s", (_, value, message) => {
  expect(said({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY: value })).toContain(message);
  expect(complaints({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY: value })).toEqual(['WECHATPAY_PUBLIC_KEY']);
});

test('public key and id go together, and the id has its prefix', () => {
  expect(complaints({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY: undefined })).toEqual(['WECHATPAY_PUBLIC_KEY']);
  expect(complaints({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY_ID: undefined })).toEqual([
    'WECHATPAY_PUBLIC_KEY_ID',
  ]);
  expect(complaints({ ...publicKeyMode, WECHATPAY_PUBLIC_KEY_ID: '0119000001' })).toEqual([
    'WECHATPAY_PUBLIC_KEY_ID',
  ]);
});

test('a certificate must be of this key and serial, and in date', () => {
  const given = (pem: string, more: Env = {}) => complaints({ WECHATPAY_MERCHANT_CERTIFICATE: pem, ...more });
  expect(given(certificate(wechatPay.privateKey))).toEqual(['WECHATPAY_MERCHANT_PRIVATE_KEY']);
  expect(given(certificate(), { WECHATPAY_MERCHANT_SERIAL: 'ABCDEF' })).toEqual([
    'WECHATPAY_MERCHANT_SERIAL',
  ]);
  expect(given(certificate(merchant.privateKey, -2 * DAY, -DAY))).toEqual(['WECHATPAY_MERCHANT_CERTIFICATE']);
  expect(given(certificate(merchant.privateKey, DAY, 2 * DAY))).toEqual(['WECHATPAY_MERCHANT_CERTIFICATE']);
  expect(given(pkcs8(merchant.privateKey))).toEqual(['WECHATPAY_MERCHANT_CERTIFICATE']);
  load({
    WECHATPAY_MERCHANT_CERTIFICATE: certificate(),
    WECHATPAY_MERCHANT_SERIAL: `00${SERIAL.toLowerCase()}`,
  });
});

import { randomBytes } from 'node:crypto';
import { complaints, file, load, said } from '../../test/env';

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;
const [MERCHANT_WEBHOOK_SECRET, other] = [secretOf(32), secretOf(24)];
const MERCHANT_WEBHOOK_URL = 'https://shop.example.com/contract-events?shop=1';
const webhook = { MERCHANT_WEBHOOK_URL, MERCHANT_WEBHOOK_SECRET };
const keyOf = (secret: string) => Buffer.from(secret.slice(6), 'base64');

test('there is none by default, and then the merchant’s functions get the events', () => {
  expect(load()).not.toHaveProperty('webhook');
  expect(load()).not.toHaveProperty('merchantEvents');
  expect(load({ MERCHANT_EVENTS: 'none' }).merchantEvents).toBe('none');
});

test('it has an address, and one key, or two while one takes the other’s place', () => {
  expect(load(webhook).webhook).toEqual({
    url: MERCHANT_WEBHOOK_URL,
    secrets: [keyOf(MERCHANT_WEBHOOK_SECRET)],
  });
  const both = `${MERCHANT_WEBHOOK_SECRET}, ${other}`;
  for (const given of [{ MERCHANT_WEBHOOK_SECRET: both }, { MERCHANT_WEBHOOK_SECRET_FILE: file(both) }]) {
    expect(load({ MERCHANT_WEBHOOK_URL, ...given }).webhook!.secrets).toEqual([
      keyOf(MERCHANT_WEBHOOK_SECRET),
      keyOf(other),
    ]);
  }
});

test.each([24, 64])('a secret may have %d bytes', (bytes) => {
  const secret = secretOf(bytes);
  expect(load({ ...webhook, MERCHANT_WEBHOOK_SECRET: secret }).webhook!.secrets).toEqual([keyOf(secret)]);
});

test.each([
  ['without its prefix', MERCHANT_WEBHOOK_SECRET.slice(6), /以 whsec_ 开头[\s\S]*begins with whsec_/],
  ['that is empty', 'whsec_', /0 字节/],
  ['that is cut short', MERCHANT_WEBHOOK_SECRET.slice(0, -1), /不是完整的 base64/],
  ['in base64url', `whsec_${'-_'.repeat(16)}`, /不是完整的 base64/],
  ['of 23 bytes', secretOf(23), /24 到 64 字节，有一个是 23 字节/],
  ['of 65 bytes', secretOf(65), /24 到 64 字节，有一个是 65 字节/],
  ['beside nothing', `${MERCHANT_WEBHOOK_SECRET},`, /以 whsec_ 开头/],
  ['beside two', [MERCHANT_WEBHOOK_SECRET, other, secretOf(32)].join(), /最多 2 个/],
  ['beside itself', `${other},${other}`, /两个密钥是一样的/],
])('a secret %s is refused, and not shown', (_, secret, why) => {
  const changes = { ...webhook, MERCHANT_WEBHOOK_SECRET: secret };
  expect(complaints(changes)).toEqual(['MERCHANT_WEBHOOK_SECRET']);
  expect(said(changes)).toMatch(why);
  for (const part of secret.split(',').map((one) => one.replace('whsec_', ''))) {
    if (part) expect(said(changes)).not.toContain(part);
  }
});

test.each([
  'shop.example.com/events',
  'ftp://shop.example.com',
  'https://',
  'https://shop.example.com/a b',
  'https://user:s3cr3t@shop.example.com/events',
  'https://s3cr3t@shop.example.com/events',
  'https://shop.example.com/events#s3cr3t',
  'http://shop.example.com/events?key=s3cr3t',
  'http://192.168.1.10/events?key=s3cr3t',
])('%s is refused, and not shown', (url) => {
  const changes = { ...webhook, MERCHANT_WEBHOOK_URL: url };
  expect(complaints(changes)).toEqual(['MERCHANT_WEBHOOK_URL']);
  expect(said(changes)).not.toContain('s3cr3t');
});

test('http will do on this machine, without a word', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const { webhook: to, warnings } = load({
      ...webhook,
      MERCHANT_WEBHOOK_URL: `http://${host}:8080/events`,
    });
    expect(to!.url).toBe(`http://${host}:8080/events`);
    expect(warnings).toEqual([]);
  }
});

test('http elsewhere has to be allowed, and is warned of nonetheless', () => {
  const changes = {
    ...webhook,
    MERCHANT_WEBHOOK_URL: 'http://10.0.0.7/events?key=s3cr3t',
    MERCHANT_WEBHOOK_INSECURE: 'true',
  };
  const { webhook: to, warnings } = load(changes);
  expect(to!.url).toBe(changes.MERCHANT_WEBHOOK_URL);
  expect(warnings).toMatchObject([{ name: 'MERCHANT_WEBHOOK_URL' }]);
  expect(JSON.stringify(warnings)).not.toContain('s3cr3t');
  expect(complaints({ ...changes, MERCHANT_WEBHOOK_INSECURE: 'false' })).toEqual(['MERCHANT_WEBHOOK_URL']);
});

test.each([
  ['an address without a secret', { MERCHANT_WEBHOOK_URL }, 'MERCHANT_WEBHOOK_SECRET'],
  ['a secret without an address', { MERCHANT_WEBHOOK_SECRET }, 'MERCHANT_WEBHOOK_URL'],
  ['a webhook where no events are wanted', { ...webhook, MERCHANT_EVENTS: 'none' }, 'MERCHANT_EVENTS'],
  ['another word than none', { MERCHANT_EVENTS: 'all' }, 'MERCHANT_EVENTS'],
  ['another word than true', { MERCHANT_WEBHOOK_INSECURE: 'yes' }, 'MERCHANT_WEBHOOK_INSECURE'],
])('%s is refused', (_, changes, name) => {
  expect(complaints(changes)).toEqual([name]);
});

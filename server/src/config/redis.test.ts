import { generateKeyPairSync } from 'node:crypto';
import { parse } from 'dotenv';
import { certificate, complaints, file, load, pkcs8, said } from '../../test/env';

const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const [one, other] = [certificate(pair.privateKey), certificate()];
const REDIS_URL = 'rediss://redis.internal:6380';

const tls = (changes: Record<string, string>) => load({ REDIS_URL, ...changes }).redis.tls;

test('certificates come as PEM, one or more, with escaped line breaks, in base64, or as files', () => {
  for (const REDIS_CA of [one, one.replaceAll('\n', '\\n'), Buffer.from(one).toString('base64')]) {
    expect(tls({ REDIS_CA })).toEqual({ ca: one });
  }
  expect(tls({ REDIS_CA_FILE: file(`${one}\n# another\n${other}`) })).toEqual({ ca: one + other });
  expect(tls({ REDIS_CERT_FILE: file(one), REDIS_KEY_FILE: file(pkcs8(pair.privateKey)) })).toEqual({
    cert: one,
    key: pkcs8(pair.privateKey),
  });
  expect(tls({})).toBeUndefined();
});

test.each<[string, Record<string, string>, string[]]>([
  ['a key where certificates belong', { REDIS_CA: pkcs8(pair.privateKey) }, ['REDIS_CA']],
  ['a bundle with something else in it', { REDIS_CA: one + pkcs8(pair.privateKey) }, ['REDIS_CA']],
  ['a path in the place of the content', { REDIS_CA: '/etc/redis/ca.pem' }, ['REDIS_CA']],
  ['a certificate without its key', { REDIS_CERT: one }, ['REDIS_KEY']],
  ['a key without its certificate', { REDIS_KEY: pkcs8(own.privateKey) }, ['REDIS_CERT']],
  ['the key of another certificate', { REDIS_CERT: one, REDIS_KEY: pkcs8(own.privateKey) }, ['REDIS_KEY']],
  ['certificates without TLS', { REDIS_URL: 'redis://h', REDIS_CA: one }, ['REDIS_CA']],
])('%s is refused', (_, changes, names) => {
  expect(complaints({ REDIS_URL, ...changes })).toEqual(names);
});

test('REDIS_PERSISTENCE says that somebody else sees to the data, as it is with the embedded Redis', () => {
  expect(load().redis.persistence).toBe('checked');
  expect(load({ REDIS_PERSISTENCE: 'managed' }).redis.persistence).toBe('managed');
  expect(complaints({ REDIS_PERSISTENCE: 'yes' })).toEqual(['REDIS_PERSISTENCE']);
});

test('an unencoded character in a password is told in words, without the password', () => {
  const text = said({ REDIS_URL: 'redis://:s3cr/et@redis.internal' });
  expect(text).toContain('没有编码的特殊字符');
  expect(text.match(/%2F/g)).toHaveLength(2); // Once in each language.
  expect(text).not.toContain('s3cr');
});

test('a password that .env cut off at its # is told in words, too', () => {
  const { REDIS_URL = '' } = parse('REDIS_URL=redis://:s3cr#t@redis.internal');
  const text = said({ REDIS_URL });
  expect(text).toMatch(
    /# 和它后面的都会被当作注释[\s\S]*in \.env an unquoted # and what follows it is a comment/,
  );
  expect(text).not.toContain('s3cr');
});

import fc from 'fast-check';
import { parseRedisUrl } from './redis-url';

test.each([
  [
    'redis://localhost',
    { kind: 'standalone', nodes: [{ host: 'localhost', port: 6379 }], tls: false, db: 0 },
  ],
  [
    'redis://10.0.0.1:6380/3',
    { kind: 'standalone', nodes: [{ host: '10.0.0.1', port: 6380 }], tls: false, db: 3 },
  ],
  ['redis://[::1]:6379/', { kind: 'standalone', nodes: [{ host: '::1', port: 6379 }], tls: false, db: 0 }],
  [
    'rediss://app:p%40ss%2F@r.example.com:6390/0',
    {
      kind: 'standalone',
      nodes: [{ host: 'r.example.com', port: 6390 }],
      tls: true,
      username: 'app',
      password: 'p@ss/',
      db: 0,
    },
  ],
  [
    'redis-cluster://a:7000,b:7001,c',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
        { host: 'c', port: 6379 },
      ],
      tls: false,
      db: 0,
    },
  ],
  [
    'rediss-cluster://:pw@a',
    { kind: 'cluster', nodes: [{ host: 'a', port: 6379 }], tls: true, password: 'pw', db: 0 },
  ],
  [
    'redis-sentinel://a:1,b/mymaster/2',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26379 },
      ],
      tls: false,
      master: 'mymaster',
      db: 2,
    },
  ],
  [
    'rediss-sentinel://u:p@a/m?sentinelPassword=s%26t',
    {
      kind: 'sentinel',
      nodes: [{ host: 'a', port: 26379 }],
      tls: true,
      username: 'u',
      password: 'p',
      sentinelPassword: 's&t',
      master: 'm',
      db: 0,
    },
  ],
])('%s', (url, target) => {
  expect(parseRedisUrl(url)).toEqual(target);
});

test.each([
  'redis://:p@ss@h',
  'redis://user:pa/ss@h:6379/0',
  'redis://user:12/3@h',
  'redis://user:pa#ss@h',
  'redis://user:pa?ss@h',
  'redis://user:pa ss@h',
  'redis://us/er:pass@h',
  'redis://user:100%@h',
  'rediss-cluster://user:pa/ss@a:1,b:2',
  'redis-sentinel://user:12/pass@h/master',
  'redis-sentinel://user:12/pa@h',
])('%s has something in it that must be encoded', (url) => {
  expect(parseRedisUrl(url)).toEqual({ fault: 'encoding' });
});

test('a : in a password needs no encoding', () => {
  expect(parseRedisUrl('redis://user:pa:ss@h')).toMatchObject({ username: 'user', password: 'pa:ss' });
});

test('any user name and password come through, percent-encoded', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(word, word, (username, password) => {
      const url = `redis://${encodeURIComponent(username)}:${encodeURIComponent(password)}@h`;
      expect(parseRedisUrl(url)).toMatchObject({ username, password });
    }),
  );
});

test('anything else is refused, not thrown over', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => expect(parseRedisUrl(text)).toHaveProperty('fault')),
  );
});

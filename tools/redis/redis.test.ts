import { Redis } from 'ioredis';
import { lacksRedis, openServerRedis, openTestRedis, whyNotEmbedded, withoutPassword } from './redis';

describe('the Redis of a test run', () => {
  it('is the one that REDIS_URL names', async () => {
    const url = `${process.env.TEST_REDIS_URL}/3`;
    expect(await openTestRedis({ REDIS_URL: url })).toMatchObject({ kind: 'url', url });
  });

  it('says so when the one that REDIS_URL names is not there', async () => {
    await expect(openTestRedis({ REDIS_URL: 'redis://:secret@127.0.0.1:1' })).rejects.toMatchObject({
      message: expect.stringContaining('ECONNREFUSED'),
      zh: expect.not.stringContaining('secret'),
    });
  });

  it('is embedded on request: loopback only, runs Lua, and stops with close', async () => {
    const redis = await openTestRedis({}, 'embedded');
    expect(new URL(redis.url).hostname).toBe('127.0.0.1');
    const client = new Redis(redis.url, { retryStrategy: null });
    client.on('error', () => {});
    try {
      expect(await client.eval("return redis.call('SET', KEYS[1], ARGV[1])", 1, 'key', 'value')).toBe('OK');
    } finally {
      await redis.close();
    }
    await expect(client.get('key')).rejects.toThrow(/closed/i);
  });

  it('refuses --redis=url without REDIS_URL', async () => {
    await expect(openTestRedis({}, 'url')).rejects.toThrow(/REDIS_URL/);
  });
});

describe('the Redis of a server', () => {
  it('is never embedded in production or with the real WeChat Pay', async () => {
    await expect(
      openServerRedis({ NODE_ENV: 'production', WECHATPAY_BASE_URL: 'http://127.0.0.1:4000' }),
    ).rejects.toThrow(/production/);
    await expect(openServerRedis({})).rejects.toThrow(/real WeChat Pay/);
    await expect(openServerRedis({ WECHATPAY_BASE_URL: 'https://127.0.0.1.example.com' })).rejects.toThrow(
      /real WeChat Pay/,
    );
  });

  it('is missed by the server itself, with all else that it misses, when it may not be embedded', () => {
    expect(lacksRedis({})).toBe(true);
    expect(lacksRedis({ REDIS_URL: 'redis://127.0.0.1:6379' })).toBe(false);
    expect(lacksRedis({ REDIS_URL_FILE: '/run/secrets/redis' })).toBe(false);
    expect(lacksRedis({ WECHATPAY_BASE_URL: 'http://127.0.0.1:4000' })).toBe(false);
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])(
    'may be embedded beside a simulator at %s',
    (url) => {
      expect(whyNotEmbedded({ WECHATPAY_BASE_URL: url })).toBeUndefined();
    },
  );
});

it('shows an address without its password', () => {
  expect(withoutPassword('rediss://user:secret@redis.internal:6380/1')).toBe(
    'rediss://***@redis.internal:6380/1',
  );
  expect(withoutPassword('redis://127.0.0.1:6379')).toBe('redis://127.0.0.1:6379');
  expect(withoutPassword('redis-sentinel://u:p@a,b/m/0?sentinelPassword=hidden')).toBe(
    'redis-sentinel://***@a,b/m/0?***',
  );
});

it.each(['@', '/', '#', '?', ':'])('shows nothing of a password with an unencoded %s', (character) => {
  expect(withoutPassword(`redis://user:pa${character}ss@redis.internal`)).toBe('redis://***@redis.internal');
});

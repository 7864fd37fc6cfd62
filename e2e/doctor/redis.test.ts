import { examine, type Finding, lineOf } from '@contract-kit/server/doctor';
import { describeWithRedisServer, startRedisServer } from '@contract-kit/server/testing/redis-server';

const DURABLE = ['--appendonly', 'yes'];

async function look(REDIS_URL: string, more: Record<string, string> = {}): Promise<string[]> {
  const findings = await examine({ env: { REDIS_URL, ...more }, only: ['redis'] });
  return findings.map((finding: Finding) => lineOf(finding));
}

describeWithRedisServer('the Redis', () => {
  it('is right when it keeps what it is given', async () => {
    const { url } = await startRedisServer(...DURABLE);
    expect(await look(url)).toEqual([expect.stringMatching(/^✓ Redis：连得上/)]);
  });

  it.each<[string, string[], string, Record<string, string>, RegExp]>([
    [
      'evicts',
      [...DURABLE, '--maxmemory-policy', 'allkeys-lru'],
      '',
      {},
      /^✗ Redis：.*maxmemory-policy 是 allkeys-lru/,
    ],
    ['keeps nothing on disk', [], '', {}, /^✗ Redis：.*既没有开 AOF/],
    ['has no such database', DURABLE, '/16', {}, /^✗ Redis：.*没有 REDIS_URL 末尾写的那个数据库/],
    ['asks for a password', [...DURABLE, '--requirepass', 's3cr3t'], '', {}, /^✗ Redis：Redis 要求密码/],
  ])('%s: named', async (_, options, database, more, says) => {
    const { url } = await startRedisServer(...options);
    const [line, ...others] = await look(url + database, more);
    expect(line).toMatch(says);
    expect(others).toEqual([]);
  });

  it('hangs: named, and nobody waits for it', async () => {
    const redis = await startRedisServer(...DURABLE);
    redis.pause();
    const began = performance.now();
    const findings = await examine({ env: { REDIS_URL: redis.url }, only: ['redis'], redisWithinMs: 300 });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(lineOf(findings[0]!)).toMatch(/^✗ Redis：.*没有及时就绪/);
    redis.resume();
  });

  it('lacks rights, or does not let them be seen: named, and what cannot be read is open', async () => {
    const { url } = await startRedisServer(
      ...DURABLE,
      '--user',
      'narrow',
      'on',
      '>pw',
      '~contract-kit:*',
      '+@all',
    );
    const named = url.replace('//', '//narrow:pw@');
    expect((await look(named))[0]).toMatch(
      /^✗ Redis：REDIS_URL 里的用户缺少权限：键 contract-kit:\* 和 \{contract-kit:\*/,
    );
    const blind = await startRedisServer(
      ...DURABLE,
      '--user',
      'blind',
      'on',
      '>pw',
      'allkeys',
      'allchannels',
      '+@all',
      '-info',
    );
    expect(await look(blind.url.replace('//', '//blind:pw@'))).toEqual([
      expect.stringMatching(/^\? Redis：.*\n {2}redis: INFO of Redis is forbidden/),
    ]);
  });
});

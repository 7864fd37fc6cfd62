import { Cluster, type Redis } from 'ioredis';
import type { Logger } from 'pino';

/** The first with all that BullMQ and our script use. */
const MIN_VERSION = [6, 2] as const;

/**
 * Makes sure, at the start, that a Redis is one to keep contracts in: its version, its mode, its eviction policy. Of a
 * cluster, every master is looked at.
 *
 * @param production whether a policy that may throw away what was stored is an error, or only a warning
 * @throws Error that says what to change
 */
export async function checkRedis(
  client: Redis | Cluster,
  { production, log }: { production: boolean; log: Logger },
): Promise<void> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  for (const node of nodes) {
    const info = parseInfo(await node.info());
    checkVersion(info.redis_version ?? '');
    if (client === node && info.redis_mode === 'cluster') {
      throw new Error('This Redis is a cluster: write redis-cluster://host:port,host:port in REDIS_URL');
    }
    if (info.role === 'slave') throw new Error('This Redis is a replica: REDIS_URL must name the master');
    checkPolicy(info.maxmemory_policy ?? (await askPolicy(node)), production, log);
  }
}

function checkVersion(version: string): void {
  const [major = Number.NaN, minor = 0] = version.split('.').map(Number);
  const isEnough = major > MIN_VERSION[0] || (major === MIN_VERSION[0] && minor >= MIN_VERSION[1]);
  if (!isEnough) {
    throw new Error(
      `Redis ${version || 'of unknown version'} is too old: ${MIN_VERSION.join('.')} or later is needed`,
    );
  }
}

function checkPolicy(policy: string | undefined, production: boolean, log: Logger): void {
  if (policy === 'noeviction') return;
  if (policy === undefined) {
    log.warn('the maxmemory-policy of Redis cannot be read: make sure that it is noeviction');
    return;
  }
  const advice = `the maxmemory-policy of Redis is ${policy}: contracts would be lost when memory runs out; set it to noeviction`;
  if (production) throw new Error(advice);
  log.warn({ policy }, advice);
}

/** Hosted services often forbid CONFIG. */
async function askPolicy(node: Redis): Promise<string | undefined> {
  const answer = await node.config('GET', 'maxmemory-policy').catch(() => []);
  return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
}

function parseInfo(text: string): Record<string, string | undefined> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

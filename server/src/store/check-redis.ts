import { Cluster, type Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type Config, StartError, type Text, text } from '../config';
import { checkRights } from './redis-rights';

/** The first with all that BullMQ and our script use. */
const MIN_VERSION = [6, 2] as const;

type Info = Record<string, string | undefined>;

/** What goes with the node under check. */
interface Check {
  node: Redis;
  info: Info;
  /** Refuses it in production, and elsewhere warns. */
  object: (what: Text) => void;
  warn: (what: string) => void;
}

/**
 * Makes sure, at the start, that a Redis is one to keep contracts in: its version and mode, the database in use, what the
 * user may do, its eviction policy and persistence. Of a cluster, every master is looked at.
 *
 * @param production whether a Redis that may throw away what was stored is an error, or only warned about
 * @throws StartError that says what to change
 */
export async function checkRedis(
  client: Redis | Cluster,
  {
    production,
    log,
    redis: { prefix, persistence },
  }: { production: boolean; log: Logger; redis: Pick<Config['redis'], 'prefix' | 'persistence'> },
): Promise<void> {
  const object = (what: Text) => {
    if (production) throw new StartError(what);
    log.warn({ zh: what['zh-CN'] }, what.en);
  };
  const warn = (what: string) => log.warn(what);

  for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
    await checkRights(node, prefix);
    const info = await readInfo(node);
    if (info === undefined) {
      warn(
        'INFO of Redis is forbidden: make sure that it is 6.2 or later, a master, persistent, and noeviction',
      );
      continue;
    }
    checkVersion(info.redis_version ?? '');
    if (client === node && info.redis_mode === 'cluster') throw new StartError(isCluster);
    if (info.role === 'slave') throw new StartError(isReplica);
    if (client === node) await checkDatabase(node);
    const check = { node, info, object, warn };
    await checkPolicy(check);
    if (persistence === 'checked') await checkPersistence(check);
  }
}

const isCluster = text(
  '这个 Redis 是集群：REDIS_URL 请写成 redis-cluster://主机:端口,主机:端口。',
  'This Redis is a cluster: write redis-cluster://host:port,host:port in REDIS_URL.',
);

const isReplica = text(
  '这个 Redis 是只读副本：REDIS_URL 要写主节点的地址。',
  'This Redis is a replica: REDIS_URL must name the master.',
);

function checkVersion(version: string): void {
  const [major = Number.NaN, minor = 0] = version.split('.').map(Number);
  const isEnough = major > MIN_VERSION[0] || (major === MIN_VERSION[0] && minor >= MIN_VERSION[1]);
  if (isEnough) return;
  const needed = MIN_VERSION.join('.');
  throw new StartError(
    text(
      `Redis ${version || '版本不明'}，太旧了：需要 ${needed} 或以上。`,
      `Redis ${version || 'of unknown version'} is too old: ${needed} or later is needed.`,
    ),
  );
}

/** That it could be selected is known by now; a proxy in between may have said so and done otherwise. */
async function checkDatabase(node: Redis): Promise<void> {
  const answer = await node.client('INFO').catch(ifForbidden);
  const used = /\bdb=(\d+)/.exec(String(answer))?.[1];
  const { db = 0 } = node.options;
  if (used === undefined || Number(used) === db) return;
  throw new StartError(
    text(
      `REDIS_URL 要用 ${db} 号数据库，Redis 实际用的是 ${used} 号。请改用 ${used} 号，或换一个支持多个数据库的 Redis。`,
      `REDIS_URL asks for database ${db}, and Redis uses ${used}: write ${used}, or use a Redis that has several.`,
    ),
  );
}

async function checkPolicy({ node, info, object, warn }: Check): Promise<void> {
  const policy = info.maxmemory_policy ?? (await readSetting(node, 'maxmemory-policy'));
  if (policy === 'noeviction') return;
  if (policy === undefined) {
    warn('the maxmemory-policy of Redis cannot be read: make sure that it is noeviction');
    return;
  }
  object(
    text(
      `Redis 的 maxmemory-policy 是 ${policy}，内存不够时会丢失协议：请设为 noeviction。`,
      `The maxmemory-policy of Redis is ${policy}: contracts would be lost when memory runs out; set it to noeviction.`,
    ),
  );
}

async function checkPersistence({ node, info, object, warn }: Check): Promise<void> {
  if (info.aof_enabled === '1') return;
  const snapshots = await readSetting(node, 'save');
  if (snapshots) return;
  if (snapshots === undefined || info.aof_enabled === undefined) {
    warn(
      'whether Redis writes to disk cannot be read: make sure that it does, and say REDIS_PERSISTENCE=managed',
    );
    return;
  }
  object(
    text(
      'Redis 既没有开 AOF（appendonly yes），也没有快照（save），重启就会丢失所有协议。请至少打开一种，建议 AOF；如果数据由别的办法保存（例如由从节点持久化），设置 REDIS_PERSISTENCE=managed。',
      'Redis has neither an append-only file (appendonly yes) nor snapshots (save): all contracts would be lost when it restarts. Turn on one of them, best the append-only file; if the data is kept in another way, such as by its replicas, set REDIS_PERSISTENCE=managed.',
    ),
  );
}

/** Hosted services often forbid CONFIG. */
async function readSetting(node: Redis, name: string): Promise<string | undefined> {
  const answer = await node.config('GET', name).catch(ifForbidden);
  return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
}

async function readInfo(node: Redis): Promise<Info | undefined> {
  const answer = await node.info().catch(ifForbidden);
  if (answer === undefined) return undefined;
  const lines = answer.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** No answer at all is another matter. */
function ifForbidden(error: Error): undefined {
  if (error.name !== 'ReplyError') throw error;
}

/** A Redis that commands can be sent to, as `REDIS_URL` describes it. */
export type RedisTarget = {
  kind: 'standalone' | 'cluster' | 'sentinel';
  /** One for `standalone`; some of the cluster's nodes, or the sentinels, otherwise. */
  nodes: { host: string; port: number }[];
  tls: boolean;
  username?: string;
  password?: string;
  /** Number of the database; a cluster has 0 only. */
  db: number;
  /** The name that the sentinels know the master by. */
  master?: string;
  /** The sentinels' own password, where they ask for one: `?sentinelPassword=…`. */
  sentinelPassword?: string;
};

/** Why a text is not a `REDIS_URL`: the part that is wrong. */
export type RedisUrlFault = 'form' | 'host' | 'credentials' | 'encoding' | 'db' | 'master' | 'parameter';

const URL_FORM =
  /^(redis|rediss)(-cluster|-sentinel)?:\/\/(?:([^@/?#\s]*)@)?([^@/?#\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?$/;

/**
 * Parses `redis://`, `redis-cluster://h:p,h:p` and `redis-sentinel://h:p,h:p/master/db`, each also with `rediss` for TLS
 * and with `user:password@` (percent-encoded). Ports default to 6379, those of sentinels to 26379.
 */
export function parseRedisUrl(url: string): RedisTarget | { fault: RedisUrlFault } {
  const parsed = parse(url);
  return 'fault' in parsed && isMisread(url) ? { fault: 'encoding' } : parsed;
}

/** Whether what stands before the last `@` would end sooner: what follows its `@ / # ?` was taken for the host and so on. */
function isMisread(url: string): boolean {
  const userInfo = /^rediss?(?:-cluster|-sentinel)?:\/\/(.*)@/s.exec(url)?.[1];
  return userInfo !== undefined && (/[@/?#\s]/.test(userInfo) || decode(userInfo) === undefined);
}

function parse(url: string): RedisTarget | { fault: RedisUrlFault } {
  const match = URL_FORM.exec(url);
  if (!match) return { fault: 'form' };
  const [, scheme, suffix, userInfo, hosts, path = '', query = ''] = match;
  const kind = suffix === '-cluster' ? 'cluster' : suffix === '-sentinel' ? 'sentinel' : 'standalone';

  const nodes = hosts!.split(',').map((host) => parseNode(host, kind === 'sentinel' ? 26379 : 6379));
  if (!nodes.every((node) => node !== undefined)) return { fault: 'host' };
  if (kind === 'standalone' && nodes.length > 1) return { fault: 'host' };

  const credentials = parseCredentials(userInfo);
  if (!credentials) return { fault: 'credentials' };

  if (path.includes('@')) return { fault: 'encoding' };
  const segments = path.split('/').slice(1).map(decode);
  const master = kind === 'sentinel' ? segments.shift() : undefined;
  if (kind === 'sentinel' && !master) return { fault: 'master' };
  const [dbText = '', ...rest] = segments;
  if (rest.length > 0 || !/^\d{0,5}$/.test(dbText) || (kind === 'cluster' && Number(dbText) !== 0))
    return { fault: 'db' };

  const parameters = [...new URLSearchParams(query)];
  if (parameters.some(([name]) => kind !== 'sentinel' || name !== 'sentinelPassword'))
    return { fault: 'parameter' };
  const sentinelPassword = parameters[0]?.[1];

  return {
    kind,
    nodes,
    tls: scheme === 'rediss',
    ...credentials,
    db: Number(dbText),
    ...(master && { master }),
    ...(sentinelPassword && { sentinelPassword }),
  };
}

function parseNode(host: string, defaultPort: number): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(host);
  const port = Number(match?.[3] ?? defaultPort);
  return match && port >= 1 && port <= 65535 ? { host: (match[1] ?? match[2])!, port } : undefined;
}

function parseCredentials(
  userInfo: string | undefined,
): { username?: string; password?: string } | undefined {
  if (userInfo === undefined) return {};
  const colon = userInfo.indexOf(':');
  const username = decode(colon < 0 ? userInfo : userInfo.slice(0, colon));
  const password = colon < 0 ? '' : decode(userInfo.slice(colon + 1));
  if (username === undefined || !password) return undefined;
  return { ...(username && { username }), password };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

import { Cluster, type Command, Redis, type RedisOptions } from 'ioredis';
import type { RedisTarget } from '../config';

export type RedisClient = Redis | Cluster;

/** How long a command may take, in ms. */
const COMMAND_DEADLINE_MS = 1000;
const CONNECT_TIMEOUT_MS = 2000;

/** ioredis 6 tells its clients' types by `replyMapping`, which we leave alone. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const patience = {
  /** Never resends: what failed may still have been carried out, and only its caller knows whether to repeat it. */
  failFast: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_DEADLINE_MS,
    // A connection that owes an answer for so long is dead without having been closed.
    socketTimeout: 3000,
  },
  /** What BullMQ asks for its workers, whose blocking commands take 10 s at most. */
  patient: { maxRetriesPerRequest: null, socketTimeout: 60_000 },
} satisfies Record<string, Options>;

export function createClient(target: RedisTarget, kind: keyof typeof patience): RedisClient {
  if (target.kind !== 'cluster') return new Redis({ ...singleOptions(target), ...patience[kind] });
  const ClusterClass = kind === 'failFast' ? FailFastCluster : Cluster;
  return new ClusterClass(target.nodes, {
    redisOptions: { ...commonOptions(target), ...patience[kind] },
    clusterRetryStrategy: retryDelay,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    // Names stay names, so that TLS checks the certificates against them.
    dnsLookup: (address, callback) => callback(null, address),
  });
}

/**
 * A connection to any node: a cluster passes messages on to all of them. One that is gone is replaced by the next, of
 * the nodes in the URL and those that `client` has found.
 */
export function createSubscriber(target: RedisTarget, client: RedisClient): Redis {
  if (target.kind !== 'cluster') return new Redis({ ...singleOptions(target), ...patience.failFast });
  const subscriber: Redis = new Redis({
    ...commonOptions(target),
    ...patience.failFast,
    ...target.nodes[0]!,
    retryStrategy: (times) => {
      const found = client instanceof Cluster ? client.nodes().map((node) => node.options) : [];
      const nodes = [...found, ...target.nodes];
      const { host, port } = nodes[times % nodes.length]!;
      Object.assign(subscriber.options, { host, port });
      return retryDelay(times);
    },
  });
  return subscriber;
}

/**
 * ioredis counts a command's time only once a node has it, and with its offline queue off it also refuses commands while
 * a node is being connected to. So: one deadline over all redirections, and no queue while there is no cluster.
 */
class FailFastCluster extends Cluster {
  override sendCommand(command: Command, ...rest: DropFirst<Parameters<Cluster['sendCommand']>>): unknown {
    command.setTimeout(COMMAND_DEADLINE_MS);
    // With `cluster` ioredis itself finds out whether the cluster is ready.
    if (this.status !== 'ready' && command.name !== 'cluster') {
      command.reject(new Error('The Redis cluster is not connected'));
      return command.promise;
    }
    return super.sendCommand(command, ...rest);
  }
}

type DropFirst<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

/** From 0.1 s to 2 s, give or take a fifth. */
const retryDelay = (times: number) =>
  Math.min(50 * 2 ** Math.min(times, 10), 2000) * (0.8 + 0.4 * Math.random());

function singleOptions(target: RedisTarget): Options {
  const options = { ...commonOptions(target), db: target.db, retryStrategy: retryDelay };
  if (target.kind === 'standalone') return { ...options, ...target.nodes[0]! };
  return {
    ...options,
    sentinels: target.nodes,
    name: target.master,
    sentinelCommandTimeout: COMMAND_DEADLINE_MS,
    sentinelPassword: target.sentinelPassword,
    // Leaves the old master when a failover is announced, which is seconds before it is made a replica.
    failoverDetector: true,
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  };
}

function commonOptions({ username, password, tls }: RedisTarget): Options {
  return {
    username,
    password,
    ...(tls && { tls: {} }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    // What is closed need not wait for a server that is gone.
    disconnectTimeout: 500,
    // After a failover the connection may be one to what is now a replica.
    reconnectOnError: (error) => error.message.includes('READONLY'),
  };
}

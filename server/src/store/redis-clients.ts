import type { Duplex } from 'node:stream';
import { Cluster, type Command, Redis, type RedisOptions } from 'ioredis';
import { backoffMs } from '../backoff';
import type { RedisTarget, RedisTls } from '../config';
import { answerWithin } from './answer-within';

export type RedisClient = Redis | Cluster;

/** Where to connect, and what TLS goes by there. */
export type Target = RedisTarget & { certificates?: RedisTls };

/** How long answers are waited for, in ms. */
const paces = {
  /** Redis may be busy with what came before us: nobody waits for an answer of ours yet. */
  starting: { command: 10_000, silence: 10_000, slots: 10_000 },
  working: {
    command: 1000,
    // A connection that owes an answer for so long is dead without having been closed.
    silence: 3000,
    slots: 2000,
  },
};
const CONNECT_TIMEOUT_MS = 2000;

/** ioredis 6 tells its clients' types by `replyMapping`, which we leave alone. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const patience = {
  /**
   * Never resends: what failed may still have been carried out, and only its caller knows whether to repeat it. Starts
   * with much time for each answer, see `quicken`.
   */
  failFast: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    socketTimeout: paces.starting.silence,
  },
  /** The same, but subscribing once more does no harm. */
  subscribing: {
    maxRetriesPerRequest: null,
    socketTimeout: paces.starting.silence,
  },
  /** What BullMQ asks for its workers, whose blocking commands take 10 s at most. */
  patient: { maxRetriesPerRequest: null, socketTimeout: 60_000 },
} satisfies Record<string, Options>;

export function createClient(target: Target, kind: keyof typeof patience): RedisClient {
  if (target.kind !== 'cluster') {
    const options = { ...singleOptions(target), ...patience[kind] };
    return createSingle(kind === 'failFast' ? new PunctualRedis(options) : new Redis(options));
  }
  const ClusterClass = kind === 'failFast' ? FailFastCluster : Cluster;
  const cluster = new ClusterClass(target.nodes, {
    redisOptions: { ...commonOptions(target), ...patience[kind] },
    clusterRetryStrategy: retryDelay,
    slotsRefreshTimeout: paces[kind === 'failFast' ? 'starting' : 'working'].slots,
    // Names stay names, so that TLS checks the certificates against them.
    dnsLookup: (address, callback) => callback(null, address),
  });
  cluster.on('+node', hearAllErrors);
  return cluster;
}

/** From now on each command of a client that is not `patient` is answered or fails within 1 s. */
export function quicken(client: RedisClient): void {
  const { command, silence, slots } = paces.working;
  const options = { socketTimeout: silence };
  if (client instanceof PunctualRedis || client instanceof FailFastCluster) client.answerWithinMs = command;
  if (client instanceof Cluster) {
    client.options.slotsRefreshTimeout = slots;
    // Those of nodes that are yet to be found; then those of the ones that are known.
    Object.assign(client.options.redisOptions!, options);
    for (const node of client.nodes()) Object.assign(node.options, options);
  } else {
    Object.assign(client.options, options);
  }
}

/**
 * A connection to any node: a cluster passes messages on to all of them. One that is gone is replaced by the next, of
 * the nodes in the URL and those that `client` has found.
 */
export function createSubscriber(target: Target, client: RedisClient): Redis {
  if (target.kind !== 'cluster')
    return createSingle(new PunctualRedis({ ...singleOptions(target), ...patience.subscribing }));
  const subscriber: Redis = hearAllErrors(
    new PunctualRedis({
      ...commonOptions(target),
      ...patience.subscribing,
      ...target.nodes[0]!,
      retryStrategy: (times) => {
        const found = client instanceof Cluster ? client.nodes().map((node) => node.options) : [];
        const nodes = [...found, ...target.nodes];
        const { host, port } = nodes[times % nodes.length]!;
        Object.assign(subscriber.options, { host, port });
        return retryDelay(times);
      },
    }),
  );
  return subscriber;
}

/**
 * ioredis takes a connection for ready when its database could not be selected, and then works on database 0. Here a
 * handshake that did not succeed in all its parts ends the connection, at the start and whenever it is made again.
 */
function createSingle(client: Redis): Redis {
  hearAllErrors(client).on('error', () => {
    if (client.status === 'connect') client.disconnect(true);
  });
  return client;
}

/** ioredis hears a socket's first error only: a second one, of which TLS has some, would end the process. */
function hearAllErrors(client: Redis): Redis {
  return client.on('error', () => ignoreErrors(client));
}

function ignoreErrors(client: Redis): void {
  const { stream } = client as unknown as { stream?: Duplex };
  if (stream?.listeners('error').includes(nothing) === false) stream.on('error', nothing);
}

const nothing = () => {};

/** Ends it, in whatever state it is. */
export function disconnect(client: RedisClient): void {
  if (client.status === 'end') return;
  for (const one of client instanceof Cluster ? client.nodes() : [client]) ignoreErrors(one);
  client.disconnect();
}

/** Its commands fail when they have no answer in time. */
class PunctualRedis extends Redis {
  answerWithinMs: number = paces.starting.command;

  override sendCommand(command: Command, ...rest: DropFirst<Parameters<Redis['sendCommand']>>): unknown {
    answerWithin(command, this.answerWithinMs);
    return super.sendCommand(command, ...rest);
  }
}

/**
 * ioredis counts a command's time only once a node has it, and with its offline queue off it also refuses commands while
 * a node is being connected to. So: one deadline over all redirections, and no queue while there is no cluster.
 */
class FailFastCluster extends Cluster {
  answerWithinMs: number = paces.starting.command;

  override sendCommand(command: Command, ...rest: DropFirst<Parameters<Cluster['sendCommand']>>): unknown {
    answerWithin(command, this.answerWithinMs);
    // With `cluster` ioredis itself finds out whether the cluster is ready.
    if (this.status !== 'ready' && command.name !== 'cluster') {
      command.reject(new Error('The Redis cluster is not connected'));
      return command.promise;
    }
    return super.sendCommand(command, ...rest);
  }
}

type DropFirst<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

/** From 0.1 s to 2 s, cut by up to a half. */
const retryDelay = (times: number) => backoffMs(times, 100, 2000);

function singleOptions(target: Target): Options {
  const options = { ...commonOptions(target), db: target.db, retryStrategy: retryDelay };
  if (target.kind === 'standalone') return { ...options, ...target.nodes[0]! };
  return {
    ...options,
    sentinels: target.nodes,
    name: target.master,
    sentinelCommandTimeout: 1000,
    sentinelPassword: target.sentinelPassword,
    // Leaves the old master when a failover is announced, which is seconds before it is made a replica.
    failoverDetector: true,
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: { ...target.certificates } }),
  };
}

function commonOptions({ username, password, tls, certificates }: Target): Options {
  return {
    username,
    password,
    ...(tls && { tls: { ...certificates } }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    // What is closed need not wait for a server that is gone.
    disconnectTimeout: 500,
    // After a failover the connection may be one to what is now a replica.
    reconnectOnError: (error) => error.message.includes('READONLY'),
  };
}

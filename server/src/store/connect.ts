import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { logConnection } from './connection-log';
import { waitUntilReady } from './connection-ready';
import {
  createClient,
  createSubscriber,
  disconnect,
  quicken,
  type RedisClient,
  type Target,
} from './redis-clients';

export interface RedisConnections {
  /**
   * For commands, also those of BullMQ's `Queue`. Each is answered or fails within 1 s (10 s while the server starts);
   * without a connection it fails at once, and none is kept to be sent later, or sent twice. The connection comes back
   * by itself.
   */
  client: RedisClient;
  /** For `subscribe` and `on('message')`, one connection whatever kind of Redis it is. Subscriptions outlive it. */
  subscriber: Redis;
  /** `listener` is called after each reconnection, when the subscriptions are in force again: messages may have been missed. */
  onResubscribed(listener: () => void): void;
  /** A new connection for a BullMQ `Worker`: it waits for Redis as long as it takes. */
  forWorker(): RedisClient;
  /** The start is over: from now on the deadline of 1 s holds. */
  started(): void;
  /** Closes all of them, those of workers too: let requests and workers end first. */
  close(): void;
}

/**
 * Connects to the Redis of `REDIS_URL`: a server, a cluster, or the master that sentinels name.
 *
 * @throws StartError when it cannot be reached within 5 s, is not ready within 60 s, or there is something to be mended
 */
export async function connectRedis(
  { target: where, tls }: Pick<Config['redis'], 'target' | 'tls'>,
  log: Logger,
): Promise<RedisConnections> {
  const target: Target = { ...where, ...(tls && { certificates: tls }) };

  const client = createClient(target, 'failFast');
  const subscriber = createSubscriber(target, client);
  const workers: RedisClient[] = [];
  const logs = [logConnection(client, 'commands', log), logConnection(subscriber, 'subscriptions', log)];

  const close = () => {
    for (const end of logs) end();
    for (const one of [client, subscriber, ...workers]) disconnect(one);
  };
  try {
    await Promise.all([client, subscriber].map((one) => waitUntilReady(one, target, log)));
  } catch (error) {
    close();
    throw error;
  }

  return {
    client,
    subscriber,
    onResubscribed(listener) {
      subscriber.on('ready', async () => {
        // ioredis has just sent the subscriptions; an answer to what follows them says that they are in force.
        const answer = await subscriber.ping().catch(() => undefined);
        if (answer !== undefined) listener();
      });
    },
    forWorker() {
      const worker = createClient(target, 'patient');
      logs.push(logConnection(worker, 'jobs', log));
      workers.push(worker);
      return worker;
    },
    started: () => [client, subscriber].forEach(quicken),
    close,
  };
}

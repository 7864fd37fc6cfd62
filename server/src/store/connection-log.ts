import { Cluster, type Redis } from 'ioredis';
import type { Logger } from 'pino';

/**
 * Logs when a connection is lost, why, and when it is back: each reason once an outage, however often it is retried. Without
 * a stack: that is ioredis's own, and tells nothing of the outage.
 *
 * @returns ends it: what a connection that is being closed still meets is nobody's concern
 */
export function logConnection(client: Redis | Cluster, use: string, log: Logger): () => void {
  const reasons = new Set<string>();
  let ended = false;
  const lost = (error: Error) => {
    const reason = reasonOf(error);
    if (ended || reasons.has(reason)) return;
    reasons.add(reason);
    log.warn({ connection: use, reason, error: rootOf(error).message }, 'no connection to Redis');
  };
  client.on('error', lost);
  // One of the cluster's nodes; the others may do.
  if (client instanceof Cluster) client.on('node error', lost);
  client.on('reconnecting', () => {
    if (reasons.size === 0) lost(new Error('closed by the other side'));
  });
  client.on('ready', () => {
    if (reasons.size > 0) log.info({ connection: use }, 'connected to Redis again');
    reasons.clear();
  });
  return () => {
    ended = true;
  };
}

type RedisFailure = Error & { code?: string; lastNodeError?: Error };

/** What a cluster's failure comes from: that of the node which was asked last. */
export const rootOf = (error: RedisFailure): RedisFailure =>
  error.lastNodeError ? rootOf(error.lastNodeError) : error;

/** Why, in short, and the same at each attempt: `ECONNREFUSED`, `WRONGPASS`, or the message without its numbers. */
export function reasonOf(failure: RedisFailure): string {
  const { code, message } = rootOf(failure);
  return code ?? /^(?!ERR\b)[A-Z]{2,}\b/.exec(message)?.[0] ?? message.replace(/\d+/g, '…');
}

import type { Cluster, Redis } from 'ioredis';
import { reasonOf } from './connection-log';

const READY_WITHIN_MS = 5000;

/** @throws Error that says what to do, when there is no connection within 5 s or Redis refuses the credentials */
export function waitUntilReady(client: Redis | Cluster): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last: Error | undefined;
    const settle = (error?: Error) => {
      clearTimeout(timer);
      client.off('ready', settle).off('error', failed).off('node error', failed);
      if (error) reject(error);
      else resolve();
    };
    const failed = (error: Error) => {
      last = error;
      if (/^(WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password)/.test(error.message)) {
        settle(new Error('Redis refuses the user name or password in REDIS_URL', { cause: error }));
      }
    };
    const timer = setTimeout(() => {
      const why = last ? ` (${reasonOf(last)})` : '';
      settle(
        new Error(`Redis cannot be reached${why}: is it running, and is REDIS_URL right?`, { cause: last }),
      );
    }, READY_WITHIN_MS);
    client.on('ready', settle).on('error', failed).on('node error', failed);
  });
}

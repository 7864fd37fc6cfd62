import { EventEmitter, once } from 'node:events';
import type { RedisConnections } from './connect';

/** However a wake-up may get lost, a waiting poll looks again after this long. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Wakes those who wait for a signing to change. A wake-up is a hint: whoever is woken reads again. One comes on
 * a message from any process, when the connection to Redis is back, every 5 s, and at the shutdown.
 */
export function createChanges(
  { subscriber, onResubscribed }: Pick<RedisConnections, 'subscriber' | 'onResubscribed'>,
  channel: string,
) {
  const wakeUps = new EventEmitter().setMaxListeners(0);
  const wakeAll = () => {
    for (const code of wakeUps.eventNames()) wakeUps.emit(code);
  };
  let closed = false;

  subscriber.on('message', (from: string, code: string) => {
    if (from === channel) wakeUps.emit(code);
  });
  onResubscribed(wakeAll);

  return {
    subscribe: async (): Promise<void> => {
      await subscriber.subscribe(channel);
    },

    /**
     * Calls `look` until it gives something, the time is up, `signal` aborts or the server shuts down; then
     * gives what `look` gives `atTheEnd`.
     */
    async watch<T>(
      code: string,
      waitMs: number,
      signal: AbortSignal,
      look: (atTheEnd: boolean) => Promise<T | undefined>,
    ): Promise<T | undefined> {
      const until = Date.now() + waitMs;
      for (;;) {
        const left = until - Date.now();
        const atTheEnd = left <= 0 || closed || signal.aborted;
        const wait = new AbortController();
        // Listens before it looks, so that nothing gets lost in between.
        const woken = once(wakeUps, code, { signal: AbortSignal.any([signal, wait.signal]) }).catch(() => {});
        const found = await look(atTheEnd);
        if (found === undefined && !atTheEnd && !closed) {
          const timer = setTimeout(() => wait.abort(), Math.min(left, LOOK_AGAIN_MS));
          await woken;
          clearTimeout(timer);
        }
        wait.abort();
        if (found !== undefined || atTheEnd) return found;
      }
    },

    /** Answers all who wait, now and later, as things stand. */
    close(): void {
      closed = true;
      wakeAll();
    },
  };
}

export type Changes = ReturnType<typeof createChanges>;

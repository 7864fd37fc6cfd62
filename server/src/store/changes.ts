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
  const waiting = new Map<string, Set<() => void>>();
  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake();
  };
  /** Those who wait, each with what ends it before its time. */
  const watches = new Set<{ end(): void }>();
  /** When all must have been answered, by the clock of `performance`; none while the server runs. */
  let closesAt = Number.POSITIVE_INFINITY;
  const untilClosed = () => closesAt - performance.now();

  subscriber.on('message', (from: string, code: string) => {
    if (from === channel) for (const wake of waiting.get(code) ?? []) wake();
  });
  onResubscribed(wakeAll);

  /** Resolves at the first wake-up from now on, or after `ms`. Its `end` must be called. */
  function listen(code: string, ms: number, signal: AbortSignal) {
    const wakes = waiting.get(code) ?? new Set();
    waiting.set(code, wakes);
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    wakes.add(wake);
    signal.addEventListener('abort', wake);
    const timer = setTimeout(wake, ms);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      wakes.delete(wake);
      if (wakes.size === 0) waiting.delete(code);
    };
    return { woken, wake, end };
  }

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
      let until = performance.now() + waitMs;
      // Whoever comes while the server shuts down waits too, or would come again and again.
      if (untilClosed() < waitMs) until = performance.now() + Math.random() * Math.max(0, untilClosed());
      let wakeUp = () => {};
      const watch = {
        end: () => {
          until = 0;
          wakeUp();
        },
      };
      watches.add(watch);
      try {
        for (;;) {
          const left = until - performance.now();
          const atTheEnd = left <= 0 || signal.aborted;
          // Listens before it looks, so that nothing gets lost in between.
          const { woken, wake, end } = listen(code, Math.min(left, LOOK_AGAIN_MS), signal);
          wakeUp = wake;
          try {
            const found = await look(atTheEnd);
            if (found !== undefined || atTheEnd) return found;
            await woken;
          } finally {
            end();
          }
        }
      } finally {
        watches.delete(watch);
      }
    },

    /**
     * Answers all who wait, and who come from now on, as things stand: spread over `withinMs`, so that they do not all
     * come to the other servers at once.
     */
    close(withinMs = 0): void {
      closesAt = performance.now() + withinMs;
      const all = [...watches];
      for (const [index, watch] of all.entries()) {
        setTimeout(watch.end, (withinMs * index) / all.length).unref();
      }
    },
  };
}

export type Changes = ReturnType<typeof createChanges>;

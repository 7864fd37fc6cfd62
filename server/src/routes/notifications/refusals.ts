import type { Logger } from 'pino';

const WINDOW_MS = 1_000;

/**
 * Tells the log of notifications that were not taken: of the first at once, of those that follow within a second in one line,
 * counted by reason. Anybody may send them, as many as they like.
 */
export function createRefusalLog(log: Logger) {
  /** None while nothing has come for a second. */
  let window: { counts: Record<string, number>; last?: unknown } | undefined;

  const open = () => {
    window = { counts: {} };
    setTimeout(close, WINDOW_MS).unref();
  };
  const close = () => {
    const { counts, last } = window!;
    window = undefined;
    if (last === undefined) return;
    open();
    const count = Object.values(counts).reduce((sum, each) => sum + each, 0);
    log.warn({ event: 'notifications-refused', count, reasons: counts, err: last }, 'notifications refused');
  };

  return (reason: string, error: unknown, requestId: string): void => {
    if (!window) {
      open();
      log.warn({ event: 'notification', result: reason, requestId, err: error }, 'notification refused');
      return;
    }
    window.counts[reason] = (window.counts[reason] ?? 0) + 1;
    window.last = error;
  };
}

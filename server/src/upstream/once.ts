/** Keeps a trouble from being logged each time that it is met. */
export interface Once {
  /** Whether to tell it now: when it is new, and when it is back after it was gone; at most once a minute. */
  isNews(trouble: string): boolean;
  gone(trouble: string): void;
}

const AT_MOST_EVERY_MS = 60_000;

/** @param now in ms */
export function createOnce(now = () => performance.now()): Once {
  const told = new Map<string, { at: number; lasts: boolean }>();
  return {
    isNews(trouble) {
      const before = told.get(trouble);
      const at = now();
      if (before?.lasts || (before && at - before.at < AT_MOST_EVERY_MS)) return false;
      told.set(trouble, { at, lasts: true });
      return true;
    },
    gone(trouble) {
      const before = told.get(trouble);
      if (before) before.lasts = false;
    },
  };
}

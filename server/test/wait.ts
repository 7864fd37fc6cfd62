import { setTimeout as delay } from 'node:timers/promises';

/** How long a test waits for anything, in ms. Less, by `TEST_PATIENCE_MS`, where it is expected to wait in vain. */
export const patienceMs = Number(process.env.TEST_PATIENCE_MS ?? 60_000);

/** Looks until `look` gives something, and says what it waited for when that does not come. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = patienceMs,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`);
    await delay(20);
  }
}

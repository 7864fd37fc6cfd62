import { setTimeout as delay } from 'node:timers/promises';

/** Looks until `look` gives something, and says what it waited for when that does not come. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 60_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`);
    await delay(20);
  }
}

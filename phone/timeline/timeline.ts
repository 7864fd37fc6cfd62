import type { Entry, NewEntry } from './entry';

/** Older entries are forgotten. */
export const keptEntries = 2_000;

/** What has happened, earliest first. Those who tell of it are not equally fast: an entry takes its place by its time. */
export class Timeline {
  #entries: Entry[] = [];
  #lastId = 0;
  readonly #listeners = new Set<(entry: Entry) => void>();

  /** Listeners are called before it returns. */
  add(told: NewEntry): Entry {
    this.#lastId += 1;
    const entry: Entry = { ...told, id: this.#lastId };
    this.#entries = withEntry(this.#entries, entry);
    for (const listener of [...this.#listeners]) listener(entry);
    return entry;
  }

  /** Is not changed by what comes later. */
  list(): Entry[] {
    return [...this.#entries];
  }

  /** Gets each new entry, in the order in which they come. @returns what ends it */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets all entries; no id comes again. */
  clear(): void {
    this.#entries = [];
  }
}

/** The entries with one more: after all that are not later, and without the oldest when they are too many. */
export function withEntry(entries: readonly Entry[], entry: Entry): Entry[] {
  const before = entries.findLastIndex(({ at }) => at <= entry.at);
  return entries.toSpliced(before + 1, 0, entry).slice(-keptEntries);
}

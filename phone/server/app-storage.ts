import type { StorageChange } from '../logic/messages';

/** What each mini-program has kept on each user's phone. It outlives the page in the browser, not this process. */
export class AppStorage {
  readonly #kept = new Map<string, Map<string, string>>();

  entries(appId: string, user: string): [string, string][] {
    return [...this.#of(appId, user)];
  }

  change(appId: string, user: string, change: StorageChange): void {
    const kept = this.#of(appId, user);
    if (change.op === 'set') kept.set(change.key, change.value);
    else if (change.op === 'remove') kept.delete(change.key);
    else kept.clear();
  }

  clear(): void {
    this.#kept.clear();
  }

  #of(appId: string, user: string): Map<string, string> {
    const key = JSON.stringify([appId, user]);
    const kept = this.#kept.get(key) ?? new Map<string, string>();
    this.#kept.set(key, kept);
    return kept;
  }
}

/** @returns undefined when it is none */
export function readStorageChange(value: unknown): StorageChange | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { op, key, value: text } = value as Record<string, unknown>;
  if (op === 'clear') return { op };
  if (typeof key !== 'string') return undefined;
  if (op === 'remove') return { op, key };
  return op === 'set' && typeof text === 'string' ? { op, key, value: text } : undefined;
}

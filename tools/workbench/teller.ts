import type { ObservedEntry } from '@contract-kit/shared';

/** Entries that may be under way: a reader that is that far behind gets no more until it has caught up. */
const UNDER_WAY = 2_000;

/**
 * Hands entries on to a reader that may be slow, and keeps no more for it than a bounded number.
 * @param send calls back when an entry has gone
 */
export function createTeller(
  send: (entry: ObservedEntry, sent: () => void) => void,
): (entry: ObservedEntry) => void {
  let underWay = 0;
  let missed = 0;

  function tell(entry: ObservedEntry): void {
    if (underWay >= UNDER_WAY) {
      missed += 1;
      return;
    }
    underWay += 1;
    send(entry, sent);
  }

  function sent(): void {
    underWay -= 1;
    if (missed === 0 || underWay > UNDER_WAY / 2) return;
    const fields = { missed };
    missed = 0;
    tell({
      at: Date.now(),
      kind: 'trouble',
      level: 'warn',
      text: `${fields.missed} entries came faster than they could be shown`,
      zh: `有 ${fields.missed} 条记录来得太快，没有显示`,
      fields,
    });
  }

  return tell;
}

import type { Entry } from '../../timeline/entry';

/** The entries from which an event can be sent again: the latest attempt of each event that the merchant has not taken. */
export function sendableAgain(timeline: readonly Entry[]): ReadonlySet<number> {
  const latest = new Map<string, { id: number; attempt: number }>();
  const taken = new Set<string>();
  for (const entry of timeline) {
    if (entry.kind !== 'merchantEvent') continue;
    const { eventId, id, attempt, outcome } = entry;
    if (outcome === 'delivered') taken.add(eventId);
    if (attempt >= (latest.get(eventId)?.attempt ?? 0)) latest.set(eventId, { id, attempt });
  }
  return new Set([...latest].filter(([eventId]) => !taken.has(eventId)).map(([, { id }]) => id));
}

import type { Entry } from './entry';

/**
 * Without what the server says of requests of which the mini-program itself speaks, which has seen both bodies. What nobody else tells stays: of
 * another client, and of a mini-program that was killed before the answer came.
 */
export function withoutEchoes(timeline: readonly Entry[]): Entry[] {
  const told = new Set<string>();
  for (const entry of timeline)
    if (entry.kind === 'request' && !entry.isEcho && entry.requestId) told.add(entry.requestId);
  return timeline.filter(
    (entry) => entry.kind !== 'request' || !entry.isEcho || !told.has(entry.requestId ?? ''),
  );
}

import type { Entry } from '../../timeline/entry';

/** The contract codes that the timeline is about, the first met first. */
export function contractCodes(timeline: readonly Entry[]): string[] {
  return [...new Set(timeline.flatMap(({ outContractCode }) => outContractCode ?? []))];
}

export interface SignedContract {
  outContractCode: string;
  /** When the fact that made it signed was recorded. */
  at: number;
}

/** Those that are signed and not terminated. No fact leads out of `terminated`, whatever order they came in; a reset ends all of them. */
export function signedContracts(timeline: readonly Entry[]): SignedContract[] {
  const signed = new Map<string, number>();
  const terminated = new Set<string>();
  for (const entry of timeline) {
    if (entry.kind === 'reset') signed.clear();
    if (entry.kind !== 'fact' || entry.outContractCode === undefined) continue;
    if (entry.status === 'terminated') terminated.add(entry.outContractCode);
    if (entry.status === 'signed' && !signed.has(entry.outContractCode))
      signed.set(entry.outContractCode, entry.at);
  }
  return [...signed]
    .filter(([code]) => !terminated.has(code))
    .map(([outContractCode, at]) => ({ outContractCode, at }));
}

/** A code for the eye: its beginning is enough to tell it from the others. */
export function shortCode(code: string): string {
  return code.length <= 12 ? code : `${code.slice(0, 8)}…`;
}

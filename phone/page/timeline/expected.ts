import type { Entry } from '../../timeline/entry';
import { field } from '../../timeline/field';

/** Why what looks like a failure is as it should be. */
export type Expected = 'noContract' | 'noSigning' | 'alreadySigned' | 'cancelled' | 'corrupt';

/** What the server takes for: there is no contract. */
const noContractCodes = ['CONTRACT_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'RESOURCE_NOT_FOUND', 'NOT_FOUND'];

/** The refusals that nobody has to mend, by the ids of their entries. */
export function expectedIn(timeline: readonly Entry[]): ReadonlyMap<number, Expected> {
  const found = new Map<number, Expected>();
  const confirmed = new Set<string>();
  for (const entry of timeline) {
    if (entry.kind === 'fact' && entry.fact === 'confirmed') confirmed.add(entry.outContractCode ?? '');
    const why = whyExpected(entry, confirmed);
    if (why) found.set(entry.id, why);
  }
  return found;
}

/** @param confirmed the contracts of which WeChat Pay has said before that they exist */
function whyExpected(entry: Entry, confirmed: ReadonlySet<string>): Expected | undefined {
  switch (entry.kind) {
    case 'request': {
      const { name, status, problem = '', outContractCode = '' } = entry;
      const isNone = name === 'queryContract' && noContractCodes.includes(problem);
      if (isNone && !confirmed.has(outContractCode)) return 'noContract';
      if (name === 'GET /api/signings/current' && status === 404) return 'noSigning';
      if (name === 'POST /api/signings' && problem === 'already_signed') return 'alreadySigned';
      return undefined;
    }
    case 'notification':
      // It was spoilt on purpose, so it is right to refuse it.
      return field(entry.detail, 'corrupt') && entry.status === 401 ? 'corrupt' : undefined;
    case 'miniprogram':
      return entry.what.endsWith(':fail cancel') ? 'cancelled' : undefined;
    default:
      return undefined;
  }
}

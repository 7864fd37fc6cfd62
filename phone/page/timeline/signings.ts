import type { Entry } from '../../timeline/entry';
import { contractCodes } from './contracts';

/** Of the filter: whichever signing began last. A code of WeChat Pay's has letters and digits only. */
export const newest = '-newest';
export const all = '-all';

/**
 * The entries of one signing. What names none, such as a login, belongs to the signing of which there was talk last, or else to the first; what is
 * of no signing at all stays.
 * @param chosen a code, `newest` or `all`; a code of which there is none any more counts as `newest`
 */
export function ofSigning(timeline: readonly Entry[], chosen: string): readonly Entry[] {
  if (chosen === all) return timeline;
  const codes = contractCodes(timeline);
  const code = codes.includes(chosen) ? chosen : codes.at(-1);
  let talkedOf = codes[0];
  return timeline.filter((entry) => {
    if (entry.kind === 'reset' || entry.kind === 'code') return true;
    talkedOf = entry.outContractCode ?? talkedOf;
    return talkedOf === code;
  });
}

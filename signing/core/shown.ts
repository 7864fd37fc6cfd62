import { isBusy, type Knowledge } from './knowledge';
import { launchOf } from './launch';
import { phase } from './phase';
import type { SigningState } from './types';
import { waysOn } from './ways-on';

/**
 * What the page is shown.
 * @param confirmingMs for how long the user has been confirming in the foreground
 */
export function stateOf(known: Knowledge, confirmingMs: number, now: number): SigningState {
  const { signing, failure, doubtful, notice, app } = known;
  const contract = known.contract || (signing?.contractId && (signing as SigningState['contract']));
  return {
    phase: phase(known),
    ...(signing && { signing }),
    ...(contract && { contract }),
    ...(failure && failure.kind !== 'network' && { error: failure }),
    ...(known.contract && doubtful && { doubtful }),
    ...(notice && launchOf(known, now) && { notice }),
    canJump: !app.cannotJump,
    ...waysOn(known, confirmingMs, now),
    busy: isBusy(known),
  };
}

import type { Knowledge } from './knowledge';
import { isUndecided, launchOf } from './launch';
import { phase } from './phase';

/** What the server can be asked for: to hear of a return, for something to sign with, to tell of a change. */
export type Step = 'deliver_return' | 'create' | 'follow';

/** What to do next, if anything. */
export function next(known: Knowledge): Step | undefined {
  const { app, jump, returns, wantsSigning } = known;
  if (jump.guarded) return undefined;
  if (returns.due) return 'deliver_return';
  if (wantsSigning && !app.cannotJump) return 'create';
  return mayChange(known) && isWatched(known) ? 'follow' : undefined;
}

const mayChange = ({ contract, signing, jump }: Knowledge) =>
  !contract && signing && (jump.open || isUndecided(signing));

/** After a return it is watched from any page; but nobody waits for `not_signed` to change who does not look at it. */
const isWatched = (known: Knowledge) => known.following && (known.visible || phase(known) === 'confirming');

/** Whether a page that opens now has to fetch something to sign with. */
export function lacksSigning(known: Knowledge, now: number): boolean {
  const { contract, signing, returns, pending, failure } = known;
  const goesOn = pending || returns.due || (!contract && isUndecided(signing));
  if (goesOn) return false;
  if (failure) return true;
  // An end stays on the page until the user goes on from it.
  return phase(known) !== 'terminated' && (!!contract || !launchOf(known, now));
}

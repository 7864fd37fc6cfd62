import { isFinal } from '@contract-kit/shared/client';
import type { SigningError } from './failure';
import type { Knowledge } from './knowledge';
import type { SigningPhase } from './types';

const failurePhases: Record<SigningError['kind'], SigningPhase> = {
  network: 'offline',
  login: 'login_failed',
  server: 'server_error',
};

/** The phase to show. Only the server's own word makes it `signed`. */
export function phase(known: Knowledge): SigningPhase {
  const { failure, contract, signing, app, jump, returns, pending, tapAgain, wantsSigning } = known;
  if (failure) return failurePhases[failure.kind];
  if (contract) return contract.status;
  const status = signing?.status;
  if (status && isFinal(status)) return status;
  if (returns.due) return 'confirming';
  if (jump.open) return 'signing';
  if (status === 'signing') return status;
  // What is not decided is confirmed, and so is what only a newer server knows.
  const isUnsigned = status === 'ready' || (status === 'not_signed' && !returns.tooEarly);
  if (status ? !isUnsigned : pending) return 'confirming';
  if (app.cannotJump) return 'cannot_jump';
  if (!status) return 'loading';
  return tapAgain && !wantsSigning ? 'tap_again' : status;
}

/** The outcome is awaited. */
export const isWaitingPhase = (shown: SigningPhase) => shown === 'signing' || shown === 'confirming';

const withoutJump: readonly SigningPhase[] = ['loading', 'confirming', 'signed', 'cannot_jump'];

/** Whether a tap jumps, or fetches what to jump with. */
export const offersJump = (shown: SigningPhase) => !withoutJump.includes(shown);

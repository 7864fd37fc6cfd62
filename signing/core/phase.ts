import { type Contract, isFinal, type Signing } from '@contract-kit/shared/client';
import type { SigningError } from './failure';
import type { SigningPhase } from './types';

/** What is known at one moment. */
export interface Knowledge {
  /** A failure that the user is to see. */
  failure: SigningError | undefined;
  /** The contract that the server named instead of a signing. */
  contract: Contract | undefined;
  signing: Signing | undefined;
  /** The return has not been delivered yet. */
  returning: boolean;
  /** A jump is pending, made now or by an earlier life of the app. */
  pending: boolean;
  jumpOpen: boolean;
  /** It is too early after a return that claims success to believe `not_signed`. */
  tooEarly: boolean;
  cannotJump: boolean;
  /** The user has tapped in vain, and the jump can be made by now. */
  tapAgain: boolean;
}

/** The phase to show. Only the server's own word makes it `signed`. */
export function phaseOf(known: Knowledge): SigningPhase {
  const { failure, contract, signing, returning, pending, jumpOpen, tooEarly, cannotJump, tapAgain } = known;
  if (failure) {
    if (failure.kind === 'network') return 'offline';
    return failure.kind === 'login' ? 'login_failed' : 'server_error';
  }
  if (contract) return contract.status;
  const status = signing?.status;
  if (status && isFinal(status)) return status;
  if (returning) return 'confirming';
  if (jumpOpen) return 'signing';
  if (status === 'signing' || status === 'confirming') return status;
  if (status === 'not_signed' && tooEarly) return 'confirming';
  if (!status && pending) return 'confirming';
  if (cannotJump) return 'cannot_jump';
  if (!status) return 'loading';
  return tapAgain ? 'tap_again' : status;
}

/** What is not decided, and not known here, either: a newer server may have more states. It is waited for like any other. */
export const withKnownStatus = (signing: Signing): Signing =>
  isFinal(signing.status) || /^(ready|signing|not_signed)$/.test(signing.status)
    ? signing
    : { ...signing, status: 'confirming' };

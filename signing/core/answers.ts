import { type Contract, isFinal, type Signing, type SigningStatus } from '@contract-kit/shared/client';
import { hasCode, mayPass, networkError, type SigningError } from './failure';
import type { Knowledge, Learned } from './knowledge';
import { isWaiting } from './launch';
import type { Step } from './next';

const satisfied = { wantsSigning: false, askedByUser: false, failure: undefined };

/**
 * What an answer makes known.
 * @throws SigningError when it is not the server's
 */
export function learnedFrom(answer: Signing, now: number): Partial<Learned> {
  if (!answer.outContractCode) throw networkError('not a signing');
  return { ...satisfied, signing: withKnownStatus(answer), receivedAt: now, contract: undefined };
}

const undecided: readonly SigningStatus[] = ['ready', 'signing', 'not_signed'];

/** What is not decided, and not known here, either: a newer server may have more states. It is waited for like any other. */
const withKnownStatus = (signing: Signing): Signing =>
  isFinal(signing.status) || undecided.includes(signing.status)
    ? signing
    : { ...signing, status: 'confirming' };

/** What a refusal makes known that names the contract instead of a signing. */
export function learnedFromRefusal(error: SigningError): Partial<Learned> | undefined {
  const { details } = error;
  if (!hasCode(error, 'already_signed') || !details) return undefined;
  const contract = details.contract as Contract;
  return { ...satisfied, signing: undefined, contract, doubtful: details.doubtful === true };
}

/** Whether a step that failed is tried again by itself. */
export const triesAgain = (step: Step, error: SigningError): boolean =>
  step === 'create' ? error.kind === 'network' || !!error.retryAfterMs : mayPass(error);

/** Whether the user is to see a failure: who asked, has nothing else to see, or would otherwise wait in vain. */
export function isShown(step: Step, error: SigningError, known: Knowledge): boolean {
  const { signing, contract, pending, askedByUser } = known;
  const nothingKnown = !signing && !contract && !pending;
  const leadsNowhere = !triesAgain(step, error) && (step !== 'create' || isWaiting(signing));
  return askedByUser || nothingKnown || leadsNowhere;
}

import { type Contract, isFinal, type Signing } from '@contract-kit/shared/client';
import { hasCode, mayPass, networkError, type SigningError } from './failure';
import type { Knowledge, Learned } from './knowledge';
import { isWaiting } from './launch';
import type { Step } from './next';
import type { PendingJump } from './store';

/** What came of a step. */
export interface Outcome {
  readonly news: Partial<Learned>;
  /** Of which jumps nothing is awaited any more. */
  isOver?(jump: PendingJump): boolean;
  /** A return that is due is not delivered any more. */
  readonly dropsReturn?: boolean;
  /** Nothing more is done by itself. */
  readonly givesUp?: boolean;
}

const satisfied = { wantsSigning: false, askedByUser: false, failure: undefined };

/** @throws SigningError when it is not an answer of the server */
export function ofAnswer(answer: Signing, now: number): Outcome {
  const { outContractCode, status } = answer;
  if (!outContractCode) throw networkError('not a signing');
  return {
    news: { ...satisfied, signing: answer, receivedAt: now, contract: undefined },
    // Decided, or an older attempt, which has no say any more.
    isOver: (jump) => isFinal(status) || jump.outContractCode !== outContractCode,
  };
}

export function ofFailure(step: Step, error: SigningError, known: Knowledge): Outcome {
  if (step === 'create') {
    if (hasCode(error, 'already_signed') && error.details) return signedBefore(error.details);
  } else if (hasCode(error, 'not_found')) return unknown(known);
  const givesUp = !triesAgain(step, error);
  const isShown = concernsUser(step, known, givesUp);
  // What was refused would be refused again; the user may try without what came back.
  return { news: { askedByUser: false, ...(isShown && { failure: error }) }, dropsReturn: givesUp, givesUp };
}

/** The server names the contract instead of a signing. */
const signedBefore = ({ contract, doubtful }: NonNullable<SigningError['details']>): Outcome => ({
  news: { ...satisfied, signing: undefined, contract: contract as Contract, doubtful: doubtful === true },
  isOver: () => true,
});

/** The signing is not known to the server, or not as this user's. */
const unknown = ({ returns, signing, visible }: Knowledge): Outcome => ({
  news: { signing: undefined, wantsSigning: visible },
  isOver: ({ outContractCode }) => outContractCode === (returns.due || signing!.outContractCode),
  dropsReturn: true,
});

const triesAgain = (step: Step, error: SigningError): boolean =>
  step === 'create' ? error.kind === 'network' || !!error.retryAfterMs : mayPass(error);

/** Those who asked, who see nothing else, or who would wait in vain, are shown a failure. */
function concernsUser(step: Step, known: Knowledge, givesUp: boolean): boolean {
  const { signing, contract, pending, askedByUser } = known;
  const nothingKnown = !signing && !contract && !pending;
  const leadsNowhere = givesUp && (step !== 'create' || isWaiting(signing));
  return askedByUser || nothingKnown || leadsNowhere;
}

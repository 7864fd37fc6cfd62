import type { Contract, Signing } from '@contract-kit/shared/client';
import type { AppSnapshot } from './app-shows';
import type { SigningError } from './failure';
import type { JumpSnapshot } from './jump';
import type { ReturnsSnapshot } from './returns';
import type { PendingJump } from './store';
import type { SigningState } from './types';

/** What the server has said, and what is wanted of it. */
export interface Learned {
  readonly signing?: Signing | undefined;
  /** When the server said so, by the phone's clock, ms. */
  readonly receivedAt: number;
  /** Instead of a signing: the server says that the user has signed. */
  readonly contract?: Contract | undefined;
  /** It could not ask WeChat Pay whether the contract is still in force. */
  readonly doubtful: boolean;
  /** A failure that the user is to see. */
  readonly failure?: SigningError | undefined;
  readonly notice: SigningState['notice'];
  /** The signing page is shown. */
  readonly visible: boolean;
  /** The outcome is wanted: by the page, or since a return. */
  readonly following: boolean;
  /** Something to sign with is wanted. */
  readonly wantsSigning: boolean;
  /** The user waits for an answer. */
  readonly askedByUser: boolean;
  /** The user has tapped when there was nothing to jump with. */
  readonly tapAgain: boolean;
  /** When something to sign with was last asked for, by the phone's clock, ms. */
  readonly askedForCodeAt: number;
}

/** Everything that is known at one moment. It never changes: whatever happens makes another. */
export interface Knowledge extends Learned {
  readonly app: AppSnapshot;
  readonly jump: JumpSnapshot;
  readonly returns: ReturnsSnapshot;
  /** A jump of which it is not known what became of it, made now or by an earlier life of the app. */
  readonly pending: PendingJump | null;
}

/** Nobody waits for anything. */
export const nothingWanted = {
  visible: false,
  following: false,
  wantsSigning: false,
  askedByUser: false,
  tapAgain: false,
  notice: undefined,
};

export const nothingLearned: Learned = {
  ...nothingWanted,
  receivedAt: 0,
  doubtful: false,
  askedForCodeAt: 0,
};

/** Something is under way that another tap would not hasten. */
export const isBusy = ({ jump, askedByUser }: Knowledge): boolean => jump.guarded || askedByUser;

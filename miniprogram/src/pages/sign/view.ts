import type { SigningPhase, SigningState } from '@contract-kit/signing';
import type { Texts } from '../../texts';

/** What an action does. */
export type ActionName = 'jump' | 'refresh' | 'leave';

/** What a state says: a heading, a sentence, at most one main action, and at most one beside it. */
export interface View {
  mark: 'good' | 'wait' | 'info' | 'warn' | 'none';
  heading: string;
  note: string;
  action?: { does: ActionName; text: string };
  second?: { does: ActionName; text: string };
  /** How long it takes until the user can go on; changes every second. */
  countdown?: string;
  /** Whether the terms of the agreement are shown. */
  terms: boolean;
  /** What support asks for. */
  supportCode?: string;
}

/**
 * The view of a state, in the user's language.
 * @param terminating whether the contract is being ended
 */
export function viewOf(state: SigningState, t: Texts, terminating: boolean): View {
  if (state.phase === 'signed' && terminating) {
    return view('wait', t.terminating, t.terminatingNote, action('leave', t.done));
  }
  const shown = withWaysOn(views[state.phase](t, state), state, t);
  if (state.notice && (shown.action ?? shown.second)?.does === 'jump') {
    return { ...shown, note: state.notice === 'jump_cancelled' ? t.jumpCancelled : t.jumpFailed };
  }
  if (!state.error) return shown;
  const { message, requestId } = state.error;
  // Whom no server has answered has no code to give to support.
  const note = message || (requestId ? shown.note : t.loginFailedNote);
  return { ...shown, note, ...(requestId && { supportCode: requestId }) };
}

/** What is offered to those who wait. */
function withWaysOn(shown: View, { canReopen, newCodeInS }: SigningState, t: Texts): View {
  return {
    ...shown,
    ...(canReopen && { second: action('jump', t.reopen) }),
    ...(newCodeInS !== undefined && { countdown: countdownText(newCodeInS, t) }),
  };
}

function countdownText(seconds: number, t: Texts): string {
  if (seconds === 0) return t.newCodeNow;
  const minutes = Math.floor(seconds / 60);
  const parts = [
    ...(minutes > 0 ? [t.minutes.replace('{n}', String(minutes))] : []),
    t.seconds.replace('{n}', String(seconds % 60)),
  ];
  return t.newCodeIn.replace('{time}', parts.join(' '));
}

const views: Record<SigningPhase, (t: Texts, state: SigningState) => View> = {
  loading: (t) => view('none', t.loading, ''),
  ready: (t) => offer('none', t.signTitle, t.openNote, t),
  tap_again: (t) => offer('none', t.signTitle, t.tapAgain, t),
  signing: (t) => view('wait', t.signing, t.signingNote, action('refresh', t.checkResult)),
  confirming: (t, { slow }) =>
    slow
      ? view('wait', t.slow, t.slowNote, action('refresh', t.refresh))
      : view('wait', t.confirming, t.confirmingNote),
  not_signed: (t) => offer('info', t.notSigned, t.notSignedNote, t),
  signed: (t, { doubtful }) =>
    doubtful
      ? {
          ...view('info', t.signed, t.doubtfulNote, action('leave', t.done)),
          second: action('refresh', t.refresh),
        }
      : view('good', t.signed, t.signedNote, action('leave', t.done)),
  terminated: (t, state) => over(t.terminated, t.terminatedNote, state, t),
  expired: (t, state) => over(t.expired, t.expiredNote, state, t),
  cannot_jump: (t) => ({ ...view('warn', t.cannotJump, t.cannotJumpNote), terms: true }),
  offline: (t) => view('warn', t.offline, t.offlineNote, action('refresh', t.retry)),
  login_failed: (t) => view('warn', t.loginFailed, t.loginFailedNote, action('refresh', t.retry)),
  server_error: (t) => view('warn', t.serverError, t.serverErrorNote, action('refresh', t.retry)),
};

/** The agreement may be signed now. */
const offer = (mark: View['mark'], heading: string, note: string, t: Texts): View => ({
  ...view(mark, heading, note, action('jump', t.open)),
  terms: true,
});

/** It is over, and can be started again where the app may jump. */
const over = (heading: string, note: string, { canJump }: SigningState, t: Texts): View =>
  canJump
    ? view('info', heading, note, action('refresh', t.startAgain))
    : view('info', heading, t.cannotJumpNote);

const action = (does: ActionName, text: string) => ({ does, text });

function view(mark: View['mark'], heading: string, note: string, main?: View['action']): View {
  return { mark, heading, note, terms: false, ...(main && { action: main }) };
}

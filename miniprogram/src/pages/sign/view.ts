import type { SigningPhase, SigningState } from '../../signing/core/types';
import type { Texts } from '../../texts';

/** What the one main action of a state does. */
export type MainAction = 'jump' | 'refresh' | 'leave';

/** What a state says: a heading, a sentence, and at most one main action. */
export interface View {
  mark: 'good' | 'wait' | 'info' | 'warn' | 'none';
  heading: string;
  note: string;
  action?: { does: MainAction; text: string };
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
  if (state.phase === 'confirming' && state.slow) {
    return view('wait', t.slow, t.slowNote, action('refresh', t.refresh));
  }
  const shown = views[state.phase](t);
  if (state.notice && shown.action?.does === 'jump') {
    return { ...shown, note: state.notice === 'jump_cancelled' ? t.jumpCancelled : t.jumpFailed };
  }
  if (!state.error) return shown;
  const { message, requestId } = state.error;
  // Whom no server has answered has no code to give to support.
  const note = message || (requestId ? shown.note : t.loginFailedNote);
  return { ...shown, note, ...(requestId && { supportCode: requestId }) };
}

const views: Record<SigningPhase, (t: Texts) => View> = {
  loading: (t) => view('none', t.loading, ''),
  ready: (t) => offer('none', t.signTitle, t.openNote, t),
  tap_again: (t) => offer('none', t.signTitle, t.tapAgain, t),
  signing: (t) => view('wait', t.signing, t.signingNote, action('refresh', t.checkResult)),
  confirming: (t) => view('wait', t.confirming, t.confirmingNote),
  not_signed: (t) => offer('info', t.notSigned, t.notSignedNote, t),
  signed: (t) => view('good', t.signed, t.signedNote, action('leave', t.done)),
  terminated: (t) => view('info', t.terminated, t.terminatedNote, action('refresh', t.startAgain)),
  expired: (t) => view('info', t.expired, t.expiredNote, action('refresh', t.startAgain)),
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

const action = (does: MainAction, text: string) => ({ does, text });

function view(mark: View['mark'], heading: string, note: string, main?: View['action']): View {
  return { mark, heading, note, terms: false, ...(main && { action: main }) };
}

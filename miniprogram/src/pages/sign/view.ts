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
}

/** The view of a state, in the user's language. */
export function viewOf(state: SigningState, t: Texts): View {
  if (state.phase === 'confirming' && state.slow) {
    return {
      mark: 'wait',
      heading: t.slow,
      note: t.slowNote,
      action: does('refresh', t.refresh),
      terms: false,
    };
  }
  const view = views[state.phase](t);
  if (state.notice !== undefined && view.terms) {
    return { ...view, note: state.notice === 'jump_cancelled' ? t.jumpCancelled : t.jumpFailed };
  }
  return state.phase === 'server_error' && state.error ? { ...view, note: state.error.message } : view;
}

const does = (action: MainAction, text: string) => ({ does: action, text });

const views: Record<SigningPhase, (t: Texts) => View> = {
  loading: (t) => ({ mark: 'none', heading: t.loading, note: '', terms: false }),
  ready: (t) => ({
    mark: 'none',
    heading: t.signTitle,
    note: t.openNote,
    action: does('jump', t.open),
    terms: true,
  }),
  tap_again: (t) => ({
    mark: 'none',
    heading: t.signTitle,
    note: t.tapAgain,
    action: does('jump', t.open),
    terms: true,
  }),
  signing: (t) => ({
    mark: 'wait',
    heading: t.signing,
    note: t.signingNote,
    action: does('refresh', t.checkResult),
    terms: false,
  }),
  confirming: (t) => ({ mark: 'wait', heading: t.confirming, note: t.confirmingNote, terms: false }),
  not_signed: (t) => ({
    mark: 'info',
    heading: t.notSigned,
    note: t.notSignedNote,
    action: does('jump', t.open),
    terms: true,
  }),
  signed: (t) => ({
    mark: 'good',
    heading: t.signed,
    note: t.signedNote,
    action: does('leave', t.done),
    terms: false,
  }),
  terminated: (t) => ({
    mark: 'info',
    heading: t.terminated,
    note: t.terminatedNote,
    action: does('refresh', t.startAgain),
    terms: false,
  }),
  expired: (t) => ({
    mark: 'info',
    heading: t.expired,
    note: t.expiredNote,
    action: does('refresh', t.startAgain),
    terms: false,
  }),
  cannot_jump: (t) => ({ mark: 'warn', heading: t.cannotJump, note: t.cannotJumpNote, terms: true }),
  offline: (t) => ({
    mark: 'warn',
    heading: t.offline,
    note: t.offlineNote,
    action: does('refresh', t.retry),
    terms: false,
  }),
  login_failed: (t) => ({
    mark: 'warn',
    heading: t.loginFailed,
    note: t.loginFailedNote,
    action: does('refresh', t.retry),
    terms: false,
  }),
  server_error: (t) => ({
    mark: 'warn',
    heading: t.serverError,
    note: '',
    action: does('refresh', t.retry),
    terms: false,
  }),
};

import { stateOf } from '../../../test/fake-core';
import type { SigningPhase, SigningState } from '../../signing/core/types';
import { type Texts, texts } from '../../texts';
import { viewOf } from './view';

/** What each phase says, and its one main action. */
const said: Record<SigningPhase, { heading: keyof Texts; action?: keyof Texts }> = {
  loading: { heading: 'loading' },
  ready: { heading: 'signTitle', action: 'open' },
  tap_again: { heading: 'signTitle', action: 'open' },
  signing: { heading: 'signing', action: 'checkResult' },
  confirming: { heading: 'confirming' },
  not_signed: { heading: 'notSigned', action: 'open' },
  signed: { heading: 'signed', action: 'done' },
  terminated: { heading: 'terminated', action: 'startAgain' },
  expired: { heading: 'expired', action: 'startAgain' },
  cannot_jump: { heading: 'cannotJump' },
  offline: { heading: 'offline', action: 'retry' },
  login_failed: { heading: 'loginFailed', action: 'retry' },
  server_error: { heading: 'serverError', action: 'retry' },
};
const phases = Object.keys(said) as SigningPhase[];

const t = texts['zh-CN'];
const view = (phase: SigningPhase, more: Partial<SigningState> = {}, terminating = false) =>
  viewOf(stateOf({ phase, ...more }), t, terminating);

describe.each(Object.entries(texts))('in %s', (_language, words) => {
  it.each(phases)('%s has a heading and at most one main action', (phase) => {
    const shown = viewOf(stateOf({ phase }), words, false);
    const { heading, action } = said[phase];
    expect(shown.heading).toBe(words[heading]);
    expect(shown.action?.text).toBe(action && words[action]);
  });

  it.each(phases.filter((phase) => phase !== 'loading'))('%s has a sentence', (phase) => {
    expect(viewOf(stateOf({ phase }), words, false).note).not.toBe('');
  });
});

it('lets the user sign only where the terms are shown', () => {
  for (const phase of phases) {
    const { action, terms } = view(phase);
    if (action?.does === 'jump') expect(terms).toBe(true);
  }
});

it('says that the user may leave when confirming takes long', () => {
  expect(view('confirming', { slow: true })).toMatchObject({
    heading: t.slow,
    action: { does: 'refresh', text: t.refresh },
  });
});

it.each(['ready', 'tap_again', 'not_signed'] as const)(
  'says beside the button of %s why the jump did not open',
  (phase) => {
    expect(view(phase, { notice: 'jump_cancelled' }).note).toBe(t.jumpCancelled);
    expect(view(phase, { notice: 'jump_failed' }).note).toBe(t.jumpFailed);
  },
);

it('shows a contract that is being ended as neither on nor off', () => {
  const shown = view('signed', {}, true);
  expect(shown).toMatchObject({ mark: 'wait', heading: t.terminating, action: { does: 'leave' } });
  expect(view('terminated', {}, true).heading).toBe(t.terminated);
});

describe.each(['server_error', 'login_failed'] as const)('%s', (phase) => {
  it("gives the server's text and the support code", () => {
    const error = { code: 'wechatpay_refused', message: '商户信息有误', requestId: 'R1' };
    expect(view(phase, { error })).toMatchObject({ note: '商户信息有误', supportCode: 'R1' });
  });

  it('does without them', () => {
    const shown = view(phase, { error: { code: 'login', message: '' } });
    expect(shown.note).toBe(t.loginFailedNote);
    expect(shown).not.toHaveProperty('supportCode');
  });
});

import type { SigningPhase, SigningState } from '@contract-kit/signing';
import { stateOf } from '@contract-kit/signing/testing';
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

it('offers to open the signing page again beside the wait', () => {
  expect(view('confirming')).not.toHaveProperty('second');
  expect(view('confirming', { canReopen: true })).toMatchObject({
    heading: t.confirming,
    second: { does: 'jump', text: t.reopen },
  });
  expect(view('confirming', { canReopen: true, slow: true })).toMatchObject({
    action: { does: 'refresh' },
    second: { does: 'jump' },
  });
  expect(view('confirming', { canReopen: true, notice: 'jump_cancelled' }).note).toBe(t.jumpCancelled);
});

it.each([
  [125, '2 分 5 秒', '2 min 5 s'],
  [60, '1 分 0 秒', '1 min 0 s'],
  [59, '59 秒', '59 s'],
])('says how long it is until a new code: %d s', (newCodeInS, zh, en) => {
  const state = stateOf({ phase: 'confirming', newCodeInS });
  expect(viewOf(state, texts['zh-CN'], false).countdown).toBe(`本次签约快到期了，${zh}后可重新开通`);
  expect(viewOf(state, texts.en, false).countdown).toBe(
    `This attempt is running out. You can start again in ${en}`,
  );
});

it('says that the new code is being fetched', () => {
  expect(view('signing', { newCodeInS: 0 }).countdown).toBe(t.newCodeNow);
  expect(view('signing')).not.toHaveProperty('countdown');
});

it.each(['terminated', 'expired'] as const)(
  'offers no new start from %s where the app may not jump',
  (phase) => {
    expect(view(phase).action?.text).toBe(t.startAgain);
    const shown = view(phase, { canJump: false });
    expect(shown).not.toHaveProperty('action');
    expect(shown.note).toBe(t.cannotJumpNote);
  },
);

it('says what is known of a contract that WeChat Pay could not confirm, and offers to ask again', () => {
  expect(view('signed', { doubtful: true })).toMatchObject({
    mark: 'info',
    heading: t.signed,
    note: t.doubtfulNote,
    action: { does: 'leave' },
    second: { does: 'refresh', text: t.refresh },
  });
});

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

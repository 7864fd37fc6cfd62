import type { Texts } from '@contract-kit/miniprogram/texts';
import type { EnterOptions } from '@contract-kit/phone/runtime';
import type { Phone } from '@contract-kit/phone/runtime/node';
import { type Answers, contract, contracts, launch, login, refused, signing } from './answers';

/** How a page comes to look as it does. */
export interface State {
  answers: Answers;
  enter?: Partial<EnterOptions>;
  isOffline?: boolean;
  /** The contract that was being ended when the app was killed. */
  endingOf?: string;
  /** Read on the page before anything is done there. */
  first?: keyof Texts;
  /** What the user does, and how long it takes. */
  does?: (phone: Phone, t: Texts) => unknown;
  /** Read on the page, or said of it to who cannot see, in the end. */
  shows: keyof Texts;
  /** The button that was tapped is at work. */
  isBusy?: boolean;
}

const signedAt = '2026-11-23T08:05:00.000Z';
const ended = {
  status: 'terminated',
  terminatedAt: '2026-11-24T08:00:00.000Z',
  terminationMode: 'API',
} as const;
const signed = signing('signed', { contractId: 'contract-1', signedAt });

export const signStates: Record<string, State> = {
  loading: { answers: login, shows: 'loading' },
  ready: { answers: signing('ready'), shows: 'openNote' },
  tap_again: {
    answers: signing('ready'),
    first: 'openNote',
    does: async (phone, t) => {
      await phone.advance(7_200_000 - 4 * 60_000);
      phone.tap(t.open);
    },
    shows: 'tapAgain',
  },
  signing: { answers: signing('signing'), shows: 'signingNote' },
  confirming: { answers: signing('confirming'), shows: 'confirmingNote' },
  slow: {
    answers: signing('confirming'),
    first: 'confirmingNote',
    does: (phone) => phone.advance(91_000),
    shows: 'slowNote',
  },
  reopen: {
    answers: signing('confirming', { launch }),
    first: 'confirmingNote',
    does: (phone) => phone.advance(11_000),
    shows: 'reopen',
  },
  // Half a minute is left, too little to jump.
  running_out: {
    answers: signing('signing', { expiresAt: '2026-11-23T08:00:30.000Z' }),
    first: 'signingNote',
    does: (phone) => phone.waitFor(() => phone.text.includes(' 30 ')),
    shows: 'signingNote',
  },
  busy: {
    answers: signing('confirming'),
    first: 'confirmingNote',
    does: async (phone, t) => {
      await phone.advance(91_000);
      await phone.waitForText(t.slowNote);
      phone.tap(t.refresh);
    },
    shows: 'slowNote',
    isBusy: true,
  },
  not_signed: { answers: signing('not_signed'), shows: 'notSignedNote' },
  signed: { answers: signed, shows: 'signedNote' },
  doubtful: {
    answers: {
      ...login,
      'POST /api/signings': refused(409, 'already_signed', { contract: contract(1), doubtful: true }),
    },
    shows: 'doubtfulNote',
  },
  terminated: {
    answers: signing('terminated', { contractId: 'contract-1', signedAt }),
    shows: 'terminatedNote',
  },
  terminating: {
    answers: signed,
    endingOf: 'c1',
    shows: 'terminatingNote',
  },
  expired: { answers: signing('expired'), shows: 'expiredNote' },
  cannot_jump: { answers: login, enter: { apiCategory: 'browseOnly' }, shows: 'cannotJumpNote' },
  offline: { answers: {}, isOffline: true, shows: 'offlineNote' },
  login_failed: { answers: { 'POST /api/login': refused(502, 'login_misconfigured') }, shows: 'supportCode' },
  server_error: {
    answers: { ...login, 'POST /api/signings': refused(502, 'wechatpay_refused') },
    shows: 'supportCode',
  },
};

export const contractsStates: Record<string, State> = {
  empty: { answers: contracts(), shows: 'noContracts' },
  one: { answers: contracts(contract(1)), shows: 'terminate' },
  several: {
    answers: contracts(contract(3), contract(2, ended), contract(1)),
    first: 'contractTerminated',
    does: (phone, t) => {
      for (const at of [0, 1]) {
        const states = [t.contractSigned, t.contractTerminated];
        phone.tap(phone.findAll(({ tag, text }) => tag === '#text' && states.includes(text))[at]!);
      }
    },
    shows: 'terminatedAt',
  },
  terminating: {
    answers: contracts(contract(1)),
    endingOf: 'c1',
    shows: 'contractTerminating',
    isBusy: true,
  },
  failure: {
    answers: { ...login, 'GET /api/contracts': refused(500, 'internal') },
    shows: 'contractsFailed',
  },
  more: {
    answers: contracts(...Array.from({ length: 20 }, (_, before) => contract(20 - before))),
    shows: 'more',
  },
  loading: { answers: login, shows: 'loading' },
};

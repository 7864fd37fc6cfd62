import { type Contract, isFinal, type Signing, signingStatuses } from '@contract-kit/shared';
import fc from 'fast-check';
import { SigningError } from './failure';
import { type Knowledge, nothingLearned } from './knowledge';
import { lacksSigning, next, type Step } from './next';
import { ofAnswer, ofFailure } from './outcome';
import { phase } from './phase';
import { stateOf } from './shown';

const NOW = Date.parse('2026-11-23T08:00:00.000Z');

const nothingKnown: Knowledge = {
  ...nothingLearned,
  app: { foreground: true, cannotJump: false },
  jump: { guarded: false, open: false },
  returns: { due: undefined, claimsSuccess: false, tooEarly: false },
  pending: null,
};

/** Received just now, with two hours left. */
const signingThat = (status: Signing['status']): Partial<Knowledge> => ({
  receivedAt: NOW,
  signing: {
    outContractCode: 'c1',
    status,
    version: '1',
    seq: 0,
    serverTime: '2026-11-23T08:00:00.000Z',
    expiresAt: '2026-11-23T10:00:00.000Z',
    displayAccount: '微信用户',
    ...(!isFinal(status) && { launch: { appId: 'wx1', path: 'p', extraData: { pre_entrustweb_id: 's1' } } }),
  },
});

const contractThat = (status: Contract['status']): Partial<Knowledge> => ({
  contract: {
    outContractCode: 'c0',
    contractId: '1',
    status,
    serviceId: 12535,
    displayAccount: '微信用户',
    signedAt: '2026-11-23T07:00:00.000Z',
  },
});

const failureOf = (kind: SigningError['kind']): Partial<Knowledge> => ({
  failure: new SigningError(kind, '', {}),
});

const page: Partial<Knowledge> = { visible: true, following: true };
const pending: Partial<Knowledge> = { pending: { outContractCode: 'c1', seq: 1, appId: 'wx1' } };
const returning: Partial<Knowledge> = { returns: { due: 'c1', claimsSuccess: false, tooEarly: false } };
const tooEarly: Partial<Knowledge> = { returns: { due: undefined, claimsSuccess: true, tooEarly: true } };
const dialog: Partial<Knowledge> = { jump: { guarded: true, open: false } };
const jumped: Partial<Knowledge> = { jump: { guarded: true, open: true } };
/** Where a jump does not hide the app, and its guard is released. */
const beside: Partial<Knowledge> = { jump: { guarded: false, open: true } };
const noJumps: Partial<Knowledge> = { app: { foreground: true, cannotJump: true } };

type Rows<Expected> = [name: string, known: Partial<Knowledge>[], expected: Expected][];

const knowing = (parts: Partial<Knowledge>[]): Knowledge => Object.assign({ ...nothingKnown }, ...parts);

describe('the phase', () => {
  const rows: Rows<ReturnType<typeof phase>> = [
    ['nothing is known', [], 'loading'],
    ['nothing is known, where no jump is possible', [noJumps], 'cannot_jump'],
    ['a jump of an earlier life is pending', [pending], 'confirming'],
    ['and its return is due', [pending, returning], 'confirming'],
    ['there is something to sign with', [signingThat('ready')], 'ready'],
    ['that came after a tap in vain', [signingThat('ready'), { tapAgain: true }], 'tap_again'],
    [
      'that is fetched again after a tap in vain',
      [signingThat('ready'), { tapAgain: true, wantsSigning: true }],
      'ready',
    ],
    ['there is, where no jump is possible', [signingThat('ready'), noJumps], 'cannot_jump'],
    ['the dialog is open', [signingThat('ready'), pending, dialog], 'ready'],
    ['the jump is open', [signingThat('ready'), pending, jumped], 'signing'],
    ['the user signs elsewhere', [signingThat('signing')], 'signing'],
    ['the user is back', [signingThat('signing'), pending, returning], 'confirming'],
    ['WeChat Pay has not said yet', [signingThat('confirming'), pending], 'confirming'],
    ['it knows of none', [signingThat('not_signed'), pending], 'not_signed'],
    ['it knows of none too early to believe', [signingThat('not_signed'), pending, tooEarly], 'confirming'],
    ['it has said signed', [signingThat('signed'), beside], 'signed'],
    ['it has said terminated', [signingThat('terminated')], 'terminated'],
    ['the code has run out', [signingThat('expired'), noJumps], 'expired'],
    ['the user has signed before', [contractThat('signed'), noJumps], 'signed'],
    ['and has ended it', [contractThat('terminated')], 'terminated'],
    ['there is no network', [signingThat('signed'), failureOf('network')], 'offline'],
    ['the login failed', [failureOf('login')], 'login_failed'],
    ['the server refused', [pending, returning, failureOf('server')], 'server_error'],
  ];
  it.each(rows)('when %s', (_, parts, expected) => expect(phase(knowing(parts))).toBe(expected));
});

describe('next', () => {
  const rows: Rows<ReturnType<typeof next>> = [
    ['nothing, when nothing is wanted', [], undefined],
    ['something to sign with, when that is wanted', [page, { wantsSigning: true }], 'create'],
    ['nothing, where that leads nowhere', [page, noJumps, { wantsSigning: true }], undefined],
    ['nothing, while the dialog is open', [page, pending, returning, dialog], undefined],
    ['a return first of all', [page, pending, returning, { wantsSigning: true }], 'deliver_return'],
    ['a return from wherever the app is', [pending, returning, noJumps], 'deliver_return'],
    ['nothing, while the user has not jumped', [page, signingThat('ready')], undefined],
    ['a change, of a jump that hides nothing', [page, signingThat('ready'), beside], 'follow'],
    ['a change, while the user signs elsewhere', [page, signingThat('signing')], 'follow'],
    ['a change, after a return to another page', [{ following: true }, signingThat('confirming')], 'follow'],
    ['nothing of what nobody asked about', [signingThat('confirming')], undefined],
    ['a change of what may still change', [page, signingThat('not_signed')], 'follow'],
    ['nothing, when nobody looks at that', [{ following: true }, signingThat('not_signed')], undefined],
    [
      'a change that it is too early for',
      [{ following: true }, signingThat('not_signed'), tooEarly],
      'follow',
    ],
    ['nothing of what is decided', [page, signingThat('signed')], undefined],
    ['nothing of what was signed before', [page, contractThat('signed'), signingThat('signing')], undefined],
  ];
  it.each(rows)('is %s', (_, parts, expected) => expect(next(knowing(parts))).toBe(expected));
});

describe('a page that opens', () => {
  const rows: Rows<boolean> = [
    ['lacks it when nothing is known', [], true],
    ['lacks none while it is fresh', [signingThat('ready')], false],
    ['lacks it when it is stale', [signingThat('ready'), { receivedAt: NOW - 7_000_000 }], true],
    ['goes on with a pending jump', [pending], false],
    ['goes on with a return', [returning], false],
    ['goes on with what is not decided', [signingThat('confirming'), { receivedAt: 0 }], false],
    ['asks again whether it is signed', [contractThat('signed')], true],
    ['leaves an end', [contractThat('terminated')], false],
    ['leaves no end after a failure', [contractThat('terminated'), failureOf('network')], true],
  ];
  it.each(rows)('%s', (_, parts, expected) => expect(lacksSigning(knowing(parts), NOW)).toBe(expected));
});

describe('a step that failed', () => {
  const refused = (code: string, status: number, more: object = {}) =>
    new SigningError('server', '', { status, code, ...more });
  const noNetwork = new SigningError('network', '', {});
  const rows: [string, Step, SigningError, Partial<Knowledge>[], { shown: boolean; again: boolean }][] = [
    [
      'is tried again unseen',
      'follow',
      noNetwork,
      [page, signingThat('signing')],
      { shown: false, again: true },
    ],
    ['is shown to who sees nothing else', 'create', noNetwork, [page], { shown: true, again: true }],
    [
      'is shown to who asked',
      'follow',
      noNetwork,
      [page, signingThat('signing'), { askedByUser: true }],
      { shown: true, again: true },
    ],
    [
      'is shown when nothing will change it',
      'deliver_return',
      refused('forbidden', 403),
      [pending, returning],
      { shown: true, again: false },
    ],
    [
      'is not shown instead of what the page has',
      'create',
      refused('wechatpay_refused', 502),
      [page, signingThat('ready')],
      { shown: false, again: false },
    ],
    [
      'is tried again when the server says when',
      'create',
      refused('rate_limited', 429, { retryAfterMs: 1000 }),
      [page],
      { shown: true, again: true },
    ],
  ];
  it.each(rows)('%s: %s', (_, step, error, parts, { shown, again }) => {
    const { news, givesUp } = ofFailure(step, error, knowing(parts));
    expect(news).toEqual({ askedByUser: false, ...(shown && { failure: error }) });
    expect(!givesUp).toBe(again);
  });

  it('drops the jump of a signing that is not this user’s', () => {
    const { news, isOver, givesUp } = ofFailure(
      'follow',
      refused('not_found', 404),
      knowing([page, signingThat('signing')]),
    );
    expect(news).toEqual({ signing: undefined, wantsSigning: true });
    expect(isOver!(pending.pending!)).toBe(true);
    expect(isOver!({ ...pending.pending!, outContractCode: 'c2' })).toBe(false);
    expect(givesUp).toBeFalsy();
  });

  it('is an answer when it names the contract', () => {
    const { contract } = contractThat('signed');
    const error = refused('already_signed', 409, { details: { contract, doubtful: true } });
    expect(ofFailure('create', error, knowing([page])).news).toMatchObject({ contract, doubtful: true });
  });
});

describe('an answer', () => {
  const { signing } = signingThat('confirming');

  it('ends the jumps of earlier codes, and its own when it is decided', () => {
    const own = pending.pending!;
    const earlier = { ...own, outContractCode: 'c0' };
    const over = (answer: Signing) => [earlier, own].map((jump) => ofAnswer(answer, NOW).isOver!(jump));
    expect(over(signing!)).toEqual([true, false]);
    expect(over({ ...signing!, status: 'signed' })).toEqual([true, true]);
  });

  it('with a status of a newer server reads as confirming, and is waited for as that is', () => {
    const { news } = ofAnswer({ ...signing!, status: 'paused' as Signing['status'] }, NOW);
    const newer = knowing([news, page]);
    expect(phase(newer)).toBe('confirming');
    expect(next(newer)).toBe('follow');
    expect(phase(knowing([news, noJumps]))).toBe('confirming');
    const waysOn = ({ canReopen, slow }: ReturnType<typeof stateOf>) => ({ canReopen, slow });
    const known = knowing([signingThat('confirming'), page]);
    expect(waysOn(stateOf(newer, 90_000, NOW))).toEqual(waysOn(stateOf(known, 90_000, NOW)));
  });

  it('that is none is not believed', () => {
    expect(() => ofAnswer({} as Signing, NOW)).toThrow(SigningError);
  });
});

describe('whatever is known', () => {
  // The same for each of the defects that Stryker plants.
  const seed = process.env.TEST_SEED ? { seed: Number(process.env.TEST_SEED) } : {};
  const status = fc.constantFrom(...signingStatuses);
  const knowledge: fc.Arbitrary<Knowledge> = fc
    .record({
      signing: fc.option(status.map(signingThat), { nil: {} }),
      age: fc.integer({ min: -10_000, max: 8_000_000 }),
      contract: fc.option(fc.constantFrom('signed' as const, 'terminated' as const).map(contractThat), {
        nil: {},
        freq: 1,
      }),
      failure: fc.option(
        fc.constantFrom('network' as const, 'login' as const, 'server' as const).map(failureOf),
        {
          nil: {},
          freq: 1,
        },
      ),
      flags: fc.record({
        visible: fc.boolean(),
        following: fc.boolean(),
        wantsSigning: fc.boolean(),
        askedByUser: fc.boolean(),
        tapAgain: fc.boolean(),
        doubtful: fc.boolean(),
        notice: fc.constantFrom(undefined, 'jump_cancelled' as const),
      }),
      app: fc.record({ foreground: fc.boolean(), cannotJump: fc.boolean() }),
      jump: fc.constantFrom(nothingKnown.jump, dialog.jump!, jumped.jump!, beside.jump!),
      returns: fc.record({
        due: fc.constantFrom(undefined, 'c1'),
        claimsSuccess: fc.boolean(),
        tooEarly: fc.boolean(),
      }),
      jumpsPending: fc.constantFrom({}, pending),
    })
    .map(({ signing, age, contract, failure, flags, app, jump, returns, jumpsPending }) =>
      deeplyFrozen(
        knowing([
          signing,
          { receivedAt: NOW - age },
          contract,
          failure,
          flags,
          { app, jump, returns },
          jumpsPending,
        ]),
      ),
    );
  const always = (holds: (known: Knowledge) => void) =>
    fc.assert(fc.property(knowledge, holds), { numRuns: 500, ...seed });

  it('nothing of it is changed by looking, and looking again shows the same', () => {
    always((known) => {
      expect(phase(known)).toBe(phase(known));
      expect(next(known)).toBe(next(known));
      expect(stateOf(known, 0, NOW)).toEqual(stateOf(known, 0, NOW));
    });
  });

  it('the server alone says signed', () => {
    always((known) => {
      if (phase(known) === 'signed') expect((known.contract ?? known.signing)?.status).toBe('signed');
    });
  });

  it('nothing is asked while a jump is open, and a return first of all after it', () => {
    always((known) => {
      if (known.jump.guarded) expect(next(known)).toBeUndefined();
      else if (known.returns.due) expect(next(known)).toBe('deliver_return');
      else expect(next(known)).not.toBe('deliver_return');
    });
  });

  it('something to sign with is asked for by those who want it and can jump', () => {
    always((known) => {
      if (next(known) === 'create') expect([known.wantsSigning, known.app.cannotJump]).toEqual([true, false]);
    });
  });

  it('what is decided is followed only beside a jump, and nothing that nobody looks for', () => {
    always((known) => {
      if (next(known) !== 'follow') return;
      expect(known.following).toBe(true);
      expect(known.contract).toBeUndefined();
      if (!known.jump.open) expect(isFinal(known.signing!.status)).toBe(false);
    });
  });

  it('those who have confirmed for a minute are offered a way on', () => {
    always((known) => {
      const { phase: shown, canReopen, slow, newCodeInS } = stateOf(known, 60_000, NOW);
      if (shown === 'confirming') expect(canReopen || slow || newCodeInS !== undefined).toBe(true);
      else expect([canReopen, slow]).toEqual([false, false]);
    });
  });
});

function deeplyFrozen<T extends object>(value: T): T {
  for (const each of Object.values(value)) {
    if (each && typeof each === 'object' && !(each instanceof Error)) deeplyFrozen(each);
  }
  return Object.freeze(value);
}

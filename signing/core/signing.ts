import { type Contract, isFinal, type Signing } from '@contract-kit/shared/client';
import { createAppShows } from './app-shows';
import { createCountdown } from './countdown';
import { cannotJumpFrom } from './enter-options';
import { mayPass, networkError, type SigningError, toSigningError } from './failure';
import type { Http } from './http';
import { createJump, type FailedJump } from './jump';
import { freshLaunch, isUndecided, isWaiting, msUntilNewCode } from './launch';
import { createLoop, type Step } from './loop';
import { phaseOf, withKnownStatus } from './phase';
import { createPoll } from './poll';
import { createReports } from './reports';
import { pause, type Run } from './retry';
import { createReturns } from './returns';
import { createStateHolder } from './state';
import type { Store } from './store';
import type { CoreOptions, SigningCore, SigningPhase, SigningState } from './types';
import { createWaiting } from './waiting';

/** Between long polls while the user looks at a provisional `not_signed`. */
const SLOW_POLL_MS = 10_000;

export interface Machine extends Omit<SigningCore, 'listContracts' | 'terminate' | 'isTerminating'> {
  /** A termination began, or ended with this contract. */
  contractChanged(terminated?: Contract): void;
}

/**
 * One loop asks the server for what is needed next: deliver a return, get something to sign with, or wait for a
 * change. Whatever happens changes what is known, and the phase is computed from that.
 */
export function createMachine(
  { wx, contractDisplayAccount }: CoreOptions,
  http: Http,
  store: Store,
): Machine {
  let signing: Signing | undefined;
  let receivedAt = 0;
  /** Instead of a signing: the server says that the user has signed. */
  let contract: Contract | undefined;
  /** It could not ask WeChat Pay whether the contract is still in force. */
  let doubtful = false;
  let failure: SigningError | undefined;
  let notice: SigningState['notice'];
  let visible = false;
  /** The outcome is wanted: by the page, or since a return. */
  let following = false;
  let wantsSigning = false;
  let askedByUser = false;
  let tapAgain = false;
  let askedForCodeAt = 0;

  const { getState, subscribe, set } = createStateHolder();
  const waiting = createWaiting(publish);
  const countdown = createCountdown(secondPassed);
  const reports = createReports(http, store);
  const returns = createReturns(http, store, publish);
  const poll = createPoll(http);
  const loop = createLoop({ next, failed, idle });
  const jump = createJump(wx, store, reports, jumpChanged);
  const app = createAppShows(wx, { arrived, shown: work, hidden });

  return {
    getState,
    subscribe,
    open() {
      visible = following = true;
      app.ensureArrived();
      const goesOn = store.get().jump || returns.due() || (!contract && isUndecided(signing));
      // An end stays on the page until the user goes on from it.
      const ended = (contract || signing)?.status === 'terminated';
      if (!goesOn && (failure || (!ended && (contract || !launch())))) wantsSigning = true;
      work();
    },
    close() {
      visible = following = wantsSigning = askedByUser = tapAgain = false;
      notice = undefined;
      if (!returns.due()) loop.stop();
      publish();
    },
    tap() {
      const { canReopen } = getState();
      const mayJump = canReopen || !/^(loading|confirming|signed|cannot_jump)$/.test(phase());
      if (jump.isGuarded() || askedByUser || !mayJump) return;
      notice = undefined;
      const fresh = launch();
      if (!fresh) {
        tapAgain = !returns.due();
        return ask();
      }
      loop.stop();
      failure = undefined;
      tapAgain = wantsSigning = false;
      jump.make(signing!, fresh);
      publish();
    },
    refresh() {
      if (jump.isGuarded() || askedByUser) return;
      const of = contract ? undefined : store.get().jump || (isUndecided(signing) ? signing : undefined);
      notice = undefined;
      jump.end();
      if (of) returns.saidByUser(of, app.options());
      following = true;
      ask();
    },
    resumePendingSigning() {
      app.ensureArrived();
      work();
    },
    contractChanged(terminated) {
      if (terminated && (contract || signing)?.outContractCode === terminated.outContractCode) {
        contract = terminated;
        doubtful = false;
        signing = undefined;
      }
      publish(true);
    },
  };

  function arrived(): void {
    loop.stop();
    jump.end();
    returns.arrived(app.options());
    if (!returns.due()) return;
    failure = undefined;
    following = true;
  }

  function hidden(): void {
    askedByUser = false;
    jump.hidden();
    loop.stop();
    publish();
  }

  function jumpChanged(failed?: FailedJump): void {
    if (failed) {
      notice = failed.notice;
      returns.drop(failed.seq);
    } else if (jump.isOpen()) returns.drop();
    // Where a jump does not hide the app, the outcome can be seen from here.
    if (jump.isGuarded()) publish();
    else work();
  }

  /** The user waits for an answer. */
  function ask(): void {
    askedByUser = true;
    if (!returns.due()) wantsSigning = true;
    loop.stop();
    work();
  }

  function work(): void {
    if (app.isForeground()) loop.start();
    publish();
  }

  function secondPassed(): void {
    publish();
    if (getState().newCodeInS !== 0 || wantsSigning || returns.due()) return;
    wantsSigning = true;
    loop.stop();
    work();
  }

  function next(): Step | undefined {
    if (jump.isGuarded()) return undefined;
    if (returns.due()) return deliverReturn;
    if (wantsSigning && !cannotJump()) return create;
    if (!following || contract || !signing || !(jump.isOpen() || isUndecided(signing))) return undefined;
    return visible || phase() === 'confirming' ? follow : undefined;
  }

  /** What became of the jump is told beside it: neither waits for the other, and the server needs no order. */
  async function deliverReturn(run: Run): Promise<void> {
    reports.deliver().catch(() => {});
    const answer = await returns.deliver(run);
    if (answer) take(answer);
  }

  async function create(run: Run): Promise<void> {
    askedForCodeAt = Date.now();
    try {
      take(await http.call<Signing>('POST', '/api/signings', { body: { contractDisplayAccount }, run }));
    } catch (thrown) {
      const { code, details } = toSigningError(thrown);
      if (code !== 'already_signed' || !details) throw thrown;
      signing = undefined;
      contract = details.contract as Contract;
      doubtful = details.doubtful === true;
      store.dropJump(() => true);
      jump.end();
      succeeded();
    }
  }

  async function follow(run: Run): Promise<void> {
    take(await poll(signing!, run));
    if (phase() === 'not_signed') await pause(SLOW_POLL_MS, run);
  }

  function take(answer: Signing): void {
    if (!answer.outContractCode) throw networkError('not a signing');
    signing = withKnownStatus(answer);
    receivedAt = Date.now();
    contract = undefined;
    // Decided, or an older attempt, which has no say any more.
    store.dropJump((of) => isFinal(answer.status) || of.outContractCode !== answer.outContractCode);
    if (!store.get().jump) jump.end();
    succeeded();
  }

  function succeeded(): void {
    wantsSigning = askedByUser = false;
    failure = undefined;
    publish();
  }

  function failed(error: SigningError, step: Step): boolean {
    const creating = step === create;
    if (error.code === 'not_found' && !creating) {
      forget();
      return true;
    }
    const again = creating ? error.kind === 'network' || !!error.retryAfterMs : mayPass(error);
    const nothingKnown = !signing && !contract && !store.get().jump;
    const leadsNowhere = !again && (!creating || isWaiting(signing));
    if (askedByUser || nothingKnown || leadsNowhere) failure = error;
    askedByUser = false;
    // What was refused would be refused again; the user may try without what came back.
    if (!again) returns.drop();
    publish();
    return again;
  }

  /** The signing is not known to the server, or not as this user's. */
  function forget(): void {
    const code = returns.due() || signing!.outContractCode;
    store.dropJump((pending) => pending.outContractCode === code);
    returns.drop();
    signing = undefined;
    wantsSigning = visible;
    publish();
  }

  function idle(): void {
    askedByUser = false;
    publish();
    reports.deliver().catch(() => {});
  }

  function launch(): Signing['launch'] {
    return signing && freshLaunch(signing, receivedAt);
  }

  function cannotJump(): boolean {
    return cannotJumpFrom(app.options());
  }

  function phase(): SigningPhase {
    return phaseOf({
      failure,
      contract,
      signing,
      returning: !!returns.due(),
      pending: !!store.get().jump,
      jumpOpen: jump.isOpen(),
      tooEarly: returns.isTooEarly(),
      cannotJump: cannotJump(),
      tapAgain: tapAgain && !wantsSigning,
    });
  }

  function untilNewCode(now: SigningPhase): number | undefined {
    if (!isWaitingPhase(now) || cannotJump() || jump.isGuarded()) return undefined;
    return msUntilNewCode(signing, receivedAt, askedForCodeAt);
  }

  function publish(always = false): void {
    const now = phase();
    const foreground = app.isForeground();
    const newCodeInMs = untilNewCode(now);
    countdown.run(isWaitingPhase(now) && visible && foreground);
    const waysOn = waiting.waysOn({
      phase: now,
      foreground,
      claimsSuccess: returns.claimsSuccess(),
      canJump: !cannotJump() && !!launch(),
      newCodeInMs,
    });
    const signed = contract || (signing?.contractId && (signing as SigningState['contract']));
    set(
      {
        phase: now,
        ...(signing && { signing }),
        ...(signed && { contract: signed }),
        ...(failure && failure.kind !== 'network' && { error: failure }),
        ...(contract && doubtful && { doubtful }),
        ...(notice && launch() && { notice }),
        canJump: !cannotJump(),
        ...waysOn,
        busy: askedByUser || jump.isGuarded(),
      },
      always,
    );
  }
}

const isWaitingPhase = (phase: SigningPhase) => phase === 'signing' || phase === 'confirming';

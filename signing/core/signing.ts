import type { Contract } from '@contract-kit/shared/client';
import { createAppShows } from './app-shows';
import { createConfirming } from './confirming';
import { createCountdown } from './countdown';
import type { SigningError } from './failure';
import type { Http } from './http';
import { createJump, type FailedJump } from './jump';
import { isBusy, type Knowledge, type Learned, nothingLearned, nothingWanted } from './knowledge';
import { isUndecided, launchOf } from './launch';
import { createLoop } from './loop';
import { lacksSigning, next, type Step } from './next';
import { type Outcome, ofAnswer, ofFailure } from './outcome';
import { isWaitingPhase, offersJump, phase } from './phase';
import { createReports } from './reports';
import { pause, type Run } from './retry';
import { createReturns } from './returns';
import { stateOf } from './shown';
import { createStateHolder } from './state';
import { createSteps } from './steps';
import type { Store } from './store';
import type { CoreOptions, SigningCore } from './types';

/** Between long polls while the user looks at a provisional `not_signed`. */
const SLOW_POLL_MS = 10_000;

export interface Machine extends Omit<SigningCore, 'listContracts' | 'terminate' | 'isTerminating'> {
  /** A termination began, or ended with this contract. */
  contractChanged(terminated?: Contract): void;
  /** What the user was shown is forgotten, and asked for again if it is to be shown. */
  forget(): void;
}

/**
 * Whatever happens changes what is known. From that follow what the loop asks the server for next, and what the page is
 * shown.
 */
export function createMachine(
  { wx, contractDisplayAccount }: CoreOptions,
  http: Http,
  store: Store,
): Machine {
  let learned = nothingLearned;

  const confirmingMs = createConfirming();
  const countdown = createCountdown(secondPassed);
  const reports = createReports(http, store);
  const returns = createReturns(http, store, publish);
  const steps = createSteps(http, reports, returns, contractDisplayAccount);
  const loop = createLoop({ next: () => next(knowledge()), perform, failed, idle });
  const jump = createJump(wx, store, reports, jumpChanged);
  const app = createAppShows(wx, { arrived, shown: work, hidden });
  const { getState, subscribe, set } = createStateHolder(stateOf(knowledge(), 0, Date.now()));

  return {
    getState,
    subscribe,
    open() {
      app.ensureArrived();
      learn({ visible: true, following: true });
      if (lacksSigning(knowledge(), Date.now())) learn({ wantsSigning: true });
      work();
    },
    close() {
      learn(nothingWanted);
      if (!knowledge().returns.due) loop.stop();
      publish();
    },
    tap() {
      const known = knowledge();
      if (isBusy(known) || !(getState().canReopen || offersJump(phase(known)))) return;
      learn({ notice: undefined });
      const launch = launchOf(known, Date.now());
      if (!launch) {
        learn({ tapAgain: !known.returns.due });
        return ask();
      }
      loop.stop();
      learn({ failure: undefined, tapAgain: false, wantsSigning: false });
      jump.make(known.signing!, launch);
      publish();
    },
    refresh() {
      const known = knowledge();
      if (isBusy(known)) return;
      const { contract, signing, pending } = known;
      const of = contract ? undefined : pending || (isUndecided(signing) ? signing : undefined);
      jump.end();
      if (of) returns.saidByUser(of, app.options());
      learn({ notice: undefined, following: true });
      ask();
    },
    resumePendingSigning() {
      app.ensureArrived();
      work();
      const { foreground, cannotJump } = app.snapshot();
      if (foreground && !cannotJump) http.logIn();
    },
    forget,
    forgetUser() {
      loop.stop();
      http.logOut();
      jump.end();
      returns.drop();
      store.set({ jump: null, reports: [], terminating: {} });
      forget();
    },
    contractChanged(terminated) {
      const { contract, signing } = learned;
      if (terminated && (contract || signing)?.outContractCode === terminated.outContractCode) {
        learn({ contract: terminated, doubtful: false, signing: undefined });
      }
      publish(true);
    },
  };

  function knowledge(): Knowledge {
    return {
      ...learned,
      app: app.snapshot(),
      jump: jump.snapshot(),
      returns: returns.snapshot(),
      pending: store.get().jump,
    };
  }

  function forget(): void {
    const { visible } = learned;
    learned = { ...nothingLearned, visible, following: visible, wantsSigning: visible };
    work();
  }

  function learn(news: Partial<Learned>): void {
    learned = { ...learned, ...news };
  }

  function arrived(): void {
    loop.stop();
    jump.end();
    returns.arrived(app.options());
    if (knowledge().returns.due) learn({ failure: undefined, following: true });
  }

  function hidden(): void {
    learn({ askedByUser: false });
    jump.hidden();
    loop.stop();
    publish();
  }

  function jumpChanged(failed?: FailedJump): void {
    if (failed) {
      learn({ notice: failed.notice });
      returns.drop(failed.seq);
    } else if (jump.snapshot().open) returns.drop();
    // Where a jump does not hide the app, the outcome can be seen from here.
    if (jump.snapshot().guarded) publish();
    else work();
  }

  /** The user waits for an answer. */
  function ask(): void {
    learn({ askedByUser: true });
    if (!knowledge().returns.due) learn({ wantsSigning: true });
    loop.stop();
    work();
  }

  function work(): void {
    if (knowledge().app.foreground) loop.start();
    publish();
  }

  function secondPassed(): void {
    publish();
    if (getState().newCodeInS !== 0 || learned.wantsSigning || knowledge().returns.due) return;
    learn({ wantsSigning: true });
    loop.stop();
    work();
  }

  async function perform(step: Step, run: Run): Promise<void> {
    if (step === 'create') learn({ askedForCodeAt: Date.now() });
    const answer = await steps[step](learned.signing, run);
    if (answer) accept(ofAnswer(answer, Date.now()));
    if (step === 'follow' && phase(knowledge()) === 'not_signed') await pause(SLOW_POLL_MS, run);
  }

  function failed(error: SigningError, step: Step): boolean {
    const outcome = ofFailure(step, error, knowledge());
    accept(outcome);
    return !outcome.givesUp;
  }

  function accept({ news, isOver, dropsReturn }: Outcome): void {
    learn(news);
    if (dropsReturn) returns.drop();
    if (isOver) {
      store.dropJump(isOver);
      if (!knowledge().pending) jump.end();
    }
    publish();
  }

  function idle(): void {
    learn({ askedByUser: false });
    publish();
    reports.deliver();
  }

  function publish(always = false): void {
    const known = knowledge();
    const shown = phase(known);
    const { foreground } = known.app;
    countdown(isWaitingPhase(shown) && known.visible && foreground);
    set(stateOf(known, confirmingMs(shown, foreground), Date.now()), always);
  }
}

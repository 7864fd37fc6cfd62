import { type Contract, isFinal, type Signing } from '@contract-kit/shared/src/client';
import { createAppShows } from './app-shows';
import { cannotJumpFrom } from './enter-options';
import { mayPass, networkError, type SigningError, toSigningError } from './failure';
import type { Http } from './http';
import { createJump } from './jump';
import { freshLaunch } from './launch';
import { createLoop, type Step } from './loop';
import { isUndecided, phaseOf } from './phase';
import { poll } from './poll';
import { createReports } from './reports';
import { pause, type Run } from './retry';
import { createReturns } from './returns';
import { createStateHolder } from './state';
import { createStopwatch } from './stopwatch';
import type { Store } from './store';
import type { CoreOptions, SigningCore, SigningPhase, SigningState } from './types';

/** Between long polls while the user looks at a provisional `not_signed`. */
const SLOW_POLL_MS = 10_000;
const SLOW_AFTER_MS = 90_000;

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
  let failure: SigningError | undefined;
  let notice: SigningState['notice'];
  let visible = false;
  /** The outcome is wanted: by the page, or since a return. */
  let following = false;
  let wantsSigning = false;
  let askedByUser = false;
  let tapAgain = false;

  const { getState, subscribe, set } = createStateHolder();
  const confirmingTime = createStopwatch(SLOW_AFTER_MS, publish);
  const reports = createReports(http, store);
  const returns = createReturns(http, store, reports, publish);
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
      if (!goesOn && (failure || contract || !launch())) wantsSigning = true;
      work();
    },
    close() {
      visible = following = wantsSigning = askedByUser = tapAgain = false;
      notice = undefined;
      if (!returns.due()) loop.stop();
      publish();
    },
    tap() {
      if (jump.isGuarded() || askedByUser || /^(loading|confirming|signed|cannot_jump)$/.test(phase()))
        return;
      notice = undefined;
      const fresh = launch();
      if (!fresh) {
        tapAgain = !returns.due();
        return ask();
      }
      loop.stop();
      returns.drop();
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

  function jumpChanged(failed?: SigningState['notice']): void {
    if (failed) {
      notice = failed;
      if (!store.get().jump) returns.drop();
      work();
    }
    publish();
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

  function next(): Step | undefined {
    if (returns.due()) return deliverReturn;
    if (wantsSigning) return cannotJumpFrom(app.options()) ? undefined : create;
    if (!following || contract || !isUndecided(signing) || jump.isGuarded() || jump.isOpen())
      return undefined;
    return visible || phase() === 'confirming' ? follow : undefined;
  }

  async function deliverReturn(run: Run): Promise<void> {
    const answer = await returns.deliver(run);
    if (answer) take(answer);
  }

  async function create(run: Run): Promise<void> {
    try {
      take(await http.call<Signing>('POST', '/api/signings', { body: { contractDisplayAccount }, run }));
    } catch (thrown) {
      const { code, details } = toSigningError(thrown);
      if (code !== 'already_signed' || !details) throw thrown;
      signing = undefined;
      contract = details.contract as Contract;
      store.dropJump(() => true);
      succeeded();
    }
  }

  async function follow(run: Run): Promise<void> {
    take(await poll(http, signing!, run));
    if (phase() === 'not_signed') await pause(SLOW_POLL_MS, run);
  }

  function take(answer: Signing): void {
    if (!answer.outContractCode) throw networkError('not a signing');
    signing = answer;
    receivedAt = Date.now();
    contract = undefined;
    // Decided, or an older attempt, which has no say any more.
    store.dropJump((of) => isFinal(answer.status) || of.outContractCode !== answer.outContractCode);
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
    if (askedByUser || nothingKnown || !(again || creating)) failure = error;
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

  function phase(): SigningPhase {
    return phaseOf({
      failure,
      contract,
      signing,
      returning: !!returns.due(),
      pending: !!store.get().jump,
      jumpOpen: jump.isOpen(),
      tooEarly: returns.isTooEarly(),
      cannotJump: cannotJumpFrom(app.options()),
      tapAgain: tapAgain && !wantsSigning,
    });
  }

  function publish(always = false): void {
    const now = phase();
    confirmingTime.run(now === 'confirming' && app.isForeground());
    if (now !== 'confirming' && now !== 'offline') confirmingTime.reset();
    const signed = contract || (signing?.contractId && (signing as SigningState['contract']));
    set(
      {
        phase: now,
        ...(signing && { signing }),
        ...(signed && { contract: signed }),
        ...(failure && failure.kind !== 'network' && { error: failure }),
        ...(notice && launch() && { notice }),
        slow: now === 'confirming' && confirmingTime.isOver(),
        busy: askedByUser || jump.isGuarded(),
      },
      always,
    );
  }
}

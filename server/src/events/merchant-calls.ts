import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { asLongAgain } from '../backoff';
import type { ContractEvent, EventCall } from './merchant-functions';
import { Places } from './places';
import { EVENTS_AT_ONCE } from './schedule';

/** How many calls run at once, not counting those that have taken longer than `QUICK_MS`. */
const PLACES = 50;
const QUICK_MS = 5_000;
const ANSWERS_IN_MS = 30_000;
const LOOK_AGAIN_AT_LEAST_MS = 1_000;
const LOOK_AGAIN_AT_MOST_MS = 60_000;

export type CallResult =
  | { outcome: 'delivered' }
  | { outcome: 'failed'; error: Error }
  /** It was not called, or was cut short by the shutdown: this uses up no attempt. */
  | { outcome: 'later'; againInMs: number };

export interface MerchantCallsOptions {
  log: Logger;
  /** Aborts when the server begins to shut down. */
  stopping: AbortSignal;
  /** Who is called, if it is not the merchant's function: said where a call fails. */
  receiver?: string | undefined;
  /** Hears of each event before its call, for what may be printed during it. */
  learn?: ((event: ContractEvent) => void) | undefined;
}

/** The merchant did not take an event: its attempt was logged as that. */
export class NotTaken extends Error {}

/**
 * The calls of the merchant's functions that run in this process. Those that hang hold up no others, and an event is
 * not delivered again while a call for it runs. What escapes a call, as a throw in a timer does, is known by its context.
 */
export function createMerchantCalls({ log, stopping, receiver, learn }: MerchantCallsOptions) {
  const context = new AsyncLocalStorage<Call>();
  const running = new Map<string, Call>();
  const places = new Places(PLACES);
  const warned = new Set<string>();

  stopping.addEventListener('abort', () => {
    for (const call of running.values()) call.abort(new Error('the server shuts down'));
  });

  function whyNotNow({ eventId, outContractCode }: ContractEvent): CallResult | undefined {
    if (stopping.aborted) return { outcome: 'later', againInMs: 0 };
    const before = running.get(eventId);
    if (before) {
      const ms = Date.now() - before.since;
      if (ms > ANSWERS_IN_MS) {
        log.error(
          { event: 'merchant-event', eventId, outContractCode, outcome: 'running', ms },
          "a call of the merchant's function has not ended: its event is sent again when it has, or when this server was restarted",
        );
      }
      return {
        outcome: 'later',
        againInMs: asLongAgain(ms, LOOK_AGAIN_AT_LEAST_MS, LOOK_AGAIN_AT_MOST_MS),
      };
    }
    // Calls that ignore the end of their time leave their jobs, so there may be more of them than jobs.
    if (running.size >= EVENTS_AT_ONCE) return { outcome: 'later', againInMs: LOOK_AGAIN_AT_LEAST_MS };
  }

  function noteNoPromise(type: ContractEvent['type'], answer: unknown) {
    if (typeof (answer as PromiseLike<void> | undefined)?.then === 'function' || warned.has(type)) return;
    warned.add(type);
    log.warn(
      { function: functionOf(type) },
      "the merchant's function returned no promise, so its events count as taken at once, whatever it still does: make it async",
    );
  }

  return {
    /** What the code that asks runs in: an attempt to deliver an event, also after it has ended. */
    underWay: (): CallAbout | undefined => context.getStore()?.about,

    /**
     * Calls the merchant's function, once there is a place.
     * @param onLate it took the event after its time was over: the attempt had failed already
     */
    async run(
      event: ContractEvent,
      attempt: number,
      tell: (call: EventCall) => unknown,
      onLate: () => Promise<void>,
    ): Promise<CallResult> {
      const release = await places.take();
      const notNow = whyNotNow(event);
      if (notNow) {
        release();
        return notNow;
      }
      learn?.(event);
      const call = new Call(event, attempt, release, receiver ?? functionOf(event.type));
      running.set(event.eventId, call);
      const answer = context.run(call, async () => {
        const promise = tell({ signal: call.signal, attempt });
        noteNoPromise(event.type, promise);
        await promise;
      });
      answer
        .then(
          async () => {
            call.settle({ outcome: 'delivered' });
            if (call.isOverdue) await onLate();
          },
          (error: unknown) =>
            call.settle(
              stopping.aborted
                ? { outcome: 'later', againInMs: 0 }
                : { outcome: 'failed', error: asError(error) },
            ),
        )
        .catch((error: unknown) => log.warn({ err: error, ...call.about }, 'a late delivery was not noted'))
        .finally(() => call.end());
      void call.ended.then(() => running.delete(event.eventId));
      return call.result;
    },

    /**
     * Takes an error that nobody caught, or the reason of an unhandled rejection, when it comes from a call of the
     * merchant's functions: the event's attempt fails, if it still runs. To be asked in the very listener of
     * `uncaughtException` or `unhandledRejection`.
     * @returns whether it was one
     */
    takeUncaught(thrown: unknown): boolean {
      const call = context.getStore();
      if (!call) return false;
      const error = asError(thrown);
      log.error(
        { event: 'merchant-error', ...call.about, err: error },
        call.isSettled
          ? "an error escaped the merchant's function after its attempt had ended: catch it there"
          : "an error escaped the merchant's function: its attempt has failed",
      );
      call.fail(error);
      return true;
    },
  };
}

interface CallAbout {
  eventId: string;
  outContractCode: string;
  attempt: number;
}

export type MerchantCalls = ReturnType<typeof createMerchantCalls>;

/** One call: its attempt has a result when it answers, fails or is late; the call itself may go on after that. */
class Call {
  readonly since = Date.now();
  readonly about: CallAbout;
  readonly result: Promise<CallResult>;
  readonly ended: Promise<void>;
  isSettled = false;
  isOverdue = false;
  /** The first result holds. */
  settle!: (result: CallResult) => void;
  end!: () => void;
  readonly #abort = new AbortController();

  constructor(
    { eventId, outContractCode }: ContractEvent,
    attempt: number,
    release: () => void,
    receiver: string,
  ) {
    this.about = { eventId, outContractCode, attempt };
    const slow = setTimeout(release, QUICK_MS);
    const late = setTimeout(() => {
      if (this.isSettled) return this.end();
      this.isOverdue = true;
      const error = new NotTaken(`${receiver} did not answer within ${ANSWERS_IN_MS / 1000} s`);
      this.fail(error);
    }, ANSWERS_IN_MS);
    this.result = new Promise((resolve) => {
      this.settle = (result) => {
        this.isSettled = true;
        resolve(result);
      };
    });
    this.ended = new Promise((resolve) => {
      this.end = () => {
        clearTimeout(slow);
        clearTimeout(late);
        release();
        resolve();
      };
    });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
  }

  /** Once failed before its time is over, a call that waits for what threw never answers: it counts as ended when that is over. */
  fail(error: Error): void {
    if (this.isSettled) return;
    this.settle({ outcome: 'failed', error });
    this.abort(error);
  }
}

const functionOf = (type: ContractEvent['type']) =>
  type === 'contract.signed' ? 'onContractSigned' : 'onContractTerminated';

/** An error of our own: BullMQ reads the names of errors, and what was thrown may be anything. */
function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return new NotTaken(thrown.message, { cause: thrown });
  const what =
    typeof thrown === 'object' || typeof thrown === 'function' ? 'an object' : String(thrown).slice(0, 200);
  return new NotTaken(`it threw ${what}, which is no Error`, { cause: thrown });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { backoffMs } from '../backoff';
import { type AttemptOptions, attempt, type Call, type Trace } from './attempt';
import { createHost } from './host';
import type { Operation } from './timing';
import { Failure, WechatPayError, type WechatPayErrorKind } from './types';

/** Makes calls to WeChat Pay: tries again, fails over, and gives up in time. */
export interface Transport {
  /**
   * Rejects with `WechatPayError`, by the operation's deadline at the latest.
   * @param withinMs a shorter deadline than the operation's own
   */
  call<T>(call: Call<T>, withinMs?: number): Promise<T>;
  /** Ends the calls that are under way. */
  close(): Promise<void>;
}

export interface TransportOptions extends AttemptOptions {
  baseUrl: string;
  backupUrl?: string | undefined;
  log: Logger;
  onCall?: ((report: CallReport) => void) | undefined;
}

/** What became of a call: for metrics, and for whoever observes. */
export interface CallReport {
  operation: Operation;
  outcome: 'ok' | WechatPayErrorKind;
  /** Of the last answer; absent when none came. */
  httpStatus?: number;
  milliseconds: number;
  attempts: number;
  outContractCode?: string;
  /** Why there is no believed answer. */
  error?: WechatPayError;
}

const MAX_ATTEMPTS = 3;

export function createTransport(options: TransportOptions): Transport {
  const { timing, log, onCall, baseUrl, backupUrl } = options;
  const main = createHost(baseUrl, timing);
  const backup = backupUrl === undefined ? undefined : createHost(backupUrl, timing, { isBackup: true });
  const active = new Set<AbortController>();
  let closed = false;

  async function call<T>(call: Call<T>, withinMs = Number.POSITIVE_INFINITY): Promise<T> {
    const started = performance.now();
    const trace: Trace = { attempts: 0 };
    const controller = new AbortController();
    const deadline = Math.max(1, Math.min(timing.deadlines[call.operation], withinMs));
    const timer = setTimeout(() => controller.abort(), deadline);
    active.add(controller);
    let error: WechatPayError | undefined;
    try {
      const outcome = closed
        ? closedError()
        : await attemptAll(call, trace, started + deadline, controller.signal);
      if (!(outcome instanceof WechatPayError)) return outcome;
      error = closed ? closedError() : outcome;
      throw error;
    } finally {
      clearTimeout(timer);
      active.delete(controller);
      report(call, trace, performance.now() - started, error);
    }
  }

  /** Gives the last believable failure when no attempt succeeded. */
  async function attemptAll<T>(
    call: Call<T>,
    trace: Trace,
    deadlineAt: number,
    signal: AbortSignal,
  ): Promise<T | WechatPayError> {
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    let host = main;
    let backupIsLeft = backup !== undefined;
    let error: WechatPayError | undefined;
    while (true) {
      trace.attempts++;
      const outcome = await attempt(options, call, body, host, trace, signal);
      if (!(outcome instanceof Failure)) return outcome;
      // A failure to connect says less than an answer before it did.
      if (error === undefined || outcome.next !== 'try the other host') error = outcome.error;
      if (outcome.next === 'give up' || trace.attempts === MAX_ATTEMPTS || signal.aborted) return error;
      if (outcome.next === 'try the other host' && backup && backupIsLeft) {
        host = backup;
        backupIsLeft = false;
        continue;
      }
      host = main;
      const delay = Math.max(
        backoffMs(trace.attempts, timing.backoff),
        1000 * (outcome.error.details.retryAfterSeconds ?? 0),
      );
      if (performance.now() + delay >= deadlineAt) return error;
      const isTime = await sleep(delay, true, { signal }).catch(() => false);
      if (!isTime) return error;
    }
  }

  function report(
    { operation, outContractCode }: Call<unknown>,
    trace: Trace,
    elapsed: number,
    error?: WechatPayError,
  ) {
    const milliseconds = Math.round(elapsed);
    const outcome = error?.kind ?? 'ok';
    log[error ? 'warn' : 'info'](
      {
        operation,
        outcome,
        milliseconds,
        ...trace,
        ...(error ? { wechatpayCode: error.details.code, reason: error.message } : {}),
      },
      'called WeChat Pay',
    );
    const { attempts, httpStatus } = trace;
    onCall?.({
      operation,
      outcome,
      milliseconds,
      attempts,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      ...(outContractCode === undefined ? {} : { outContractCode }),
      ...(error && { error }),
    });
  }

  return {
    call,
    async close() {
      closed = true;
      for (const controller of active) controller.abort();
      await Promise.all([main.pool.destroy(), backup?.pool.destroy()]);
    },
  };
}

const closedError = () => new WechatPayError('unavailable', 'the WeChat Pay client is closed');

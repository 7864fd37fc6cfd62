import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { decodeJson } from './decode';
import { exchange, type HttpAnswer, MAX_ANSWER_SIZE, NetworkFault } from './exchange';
import { type Refusal, readRefusal, retryAfterSeconds } from './refusal';
import { authorization, createNonce, type Signer } from './sign';
import { type Timing, withJitter } from './timing';
import { WechatPayError, type WechatPayErrorKind } from './types';
import { userAgent } from './user-agent';
import { type Headers, isSigned } from './verify';

export type Operation = keyof Timing['deadlines'];

/** One call to WeChat Pay, and how its answer is read. */
export interface Call<T> {
  operation: Operation;
  method: 'GET' | 'POST';
  path: string;
  body?: Record<string, unknown>;
  /** Rejects an answer that WeChat Pay has not signed; instead of the transport's own. */
  verify?(headers: Headers, body: Buffer): Promise<void>;
  /** Reads a verified 2xx. Throws when it is not what the documentation describes: then it is not believed. */
  read(answer: unknown): T;
  /** For a 4xx that is an answer all the same; undefined when this one is not. */
  readRefusal?(refusal: Refusal): T | undefined;
}

/** What became of a call: for metrics. */
export interface CallReport {
  operation: Operation;
  outcome: 'ok' | WechatPayErrorKind;
  /** Of the last answer; absent when none came. */
  httpStatus?: number;
  milliseconds: number;
  attempts: number;
}

export interface Transport {
  /** Rejects with `WechatPayError`, by the operation's deadline at the latest. */
  call<T>(call: Call<T>): Promise<T>;
  /** Ends the calls that are under way. */
  close(): Promise<void>;
}

export interface TransportOptions {
  signer: Signer;
  baseUrl: string;
  backupUrl?: string | undefined;
  verify(headers: Headers, body: Buffer): Promise<void>;
  /** Which key WeChat Pay is asked to sign its answer with. */
  preferredSerial(): string | undefined;
  timing: Timing;
  now: () => number;
  log: Logger;
  onCall?: ((report: CallReport) => void) | undefined;
}

const MAX_ATTEMPTS = 3;
/** A WeChat Pay that hangs must not use up this machine's sockets; further calls wait, within their deadlines. */
const MAX_CONNECTIONS = 256;

interface Host {
  pool: Pool;
  /** The base URL's own path, without the slash at its end. */
  prefix: string;
  userAgent: string;
}

/** What is known of a call so far: for its one log line. */
interface Trace {
  attempts: number;
  httpStatus?: number;
  requestId?: string;
}

/** An attempt that gave nothing to believe. */
class Failure {
  constructor(
    readonly error: WechatPayError,
    readonly next: 'give up' | 'try again' | 'try the other host',
  ) {}
}

export function createTransport(options: TransportOptions): Transport {
  const { signer, timing, now, log, onCall } = options;
  const main = createHost(options.baseUrl, userAgent, timing);
  const backup =
    options.backupUrl === undefined
      ? undefined
      : createHost(options.backupUrl, `${userAgent} (Retried-V1)`, timing);
  const active = new Set<AbortController>();
  let closed = false;

  async function call<T>(call: Call<T>): Promise<T> {
    const started = performance.now();
    const trace: Trace = { attempts: 0 };
    const controller = new AbortController();
    const deadline = timing.deadlines[call.operation];
    const timer = setTimeout(() => controller.abort(), deadline);
    active.add(controller);
    let error: WechatPayError | undefined;
    try {
      if (closed) throw closedError();
      return await attemptAll(call, trace, started + deadline, controller.signal);
    } catch (thrown) {
      error = closed ? closedError() : (thrown as WechatPayError);
      throw error;
    } finally {
      clearTimeout(timer);
      active.delete(controller);
      report(call.operation, trace, performance.now() - started, error);
    }
  }

  async function attemptAll<T>(call: Call<T>, trace: Trace, deadlineAt: number, signal: AbortSignal) {
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    let host = main;
    let backupIsLeft = backup !== undefined;
    let error: WechatPayError | undefined;
    while (true) {
      trace.attempts++;
      const outcome = await attempt(call, body, host, trace, signal);
      if (!(outcome instanceof Failure)) return outcome;
      const { next } = outcome;
      // A failure to connect says less than an answer before it did.
      if (error === undefined || next !== 'try the other host') error = outcome.error;
      if (next === 'give up' || trace.attempts === MAX_ATTEMPTS || signal.aborted) throw error;
      if (next === 'try the other host' && backup && backupIsLeft) {
        host = backup;
        backupIsLeft = false;
        continue;
      }
      host = main;
      const delay = Math.max(
        withJitter(timing.backoff * 2 ** (trace.attempts - 1)),
        1000 * (outcome.error.details.retryAfterSeconds ?? 0),
      );
      if (performance.now() + delay >= deadlineAt) throw error;
      if (!(await sleep(delay, true, { signal }).catch(() => false))) throw error;
    }
  }

  async function attempt<T>(
    call: Call<T>,
    body: string,
    host: Host,
    trace: Trace,
    signal: AbortSignal,
  ): Promise<T | Failure> {
    let answer: HttpAnswer;
    try {
      answer = await send(call, body, host, signal);
    } catch (error) {
      if (!(error instanceof NetworkFault)) throw error;
      return networkFailure(call, error);
    }
    trace.httpStatus = answer.status;
    const requestId = answer.headers['request-id'];
    if (typeof requestId === 'string') trace.requestId = requestId;
    return answer.status >= 200 && answer.status < 300
      ? believe(call, answer)
      : readError(call, answer, trace.requestId);
  }

  async function send(call: Call<unknown>, body: string, host: Host, signal: AbortSignal) {
    const { method } = call;
    const path = host.prefix + call.path;
    const timestamp = Math.floor(now() / 1000);
    const serial = options.preferredSerial();
    return exchange(host.pool, {
      method,
      path,
      headers: {
        authorization: await authorization(signer, { method, path, body, timestamp, nonce: createNonce() }),
        accept: 'application/json',
        'user-agent': host.userAgent,
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
        ...(serial === undefined ? {} : { 'wechatpay-serial': serial }),
      },
      ...(body === '' ? {} : { body }),
      headersTimeout: timing.headers,
      signal,
    });
  }

  async function believe<T>(call: Call<T>, answer: HttpAnswer): Promise<T | Failure> {
    try {
      await (call.verify ?? options.verify)(answer.headers, answer.body);
      return call.read(decodeJson(answer.body));
    } catch (error) {
      return unbelieved(call, answer.status, error);
    }
  }

  async function readError<T>(
    call: Call<T>,
    answer: HttpAnswer,
    requestId: string | undefined,
  ): Promise<T | Failure> {
    const { status, headers, body } = answer;
    const refusal = readRefusal(status, body);
    const details = {
      httpStatus: status,
      ...(refusal.code === undefined ? {} : { code: refusal.code }),
      ...(requestId === undefined ? {} : { requestId }),
      ...retryAfterSeconds(headers['retry-after'], now()),
    };
    const text = `WeChat Pay answered ${call.operation} with ${status} ${refusal.text}`;
    if (status === 429) return new Failure(new WechatPayError('rate_limited', text, details), 'try again');
    if (status < 400 || status >= 500) {
      return new Failure(new WechatPayError('unavailable', text, details), 'try again');
    }
    const value = call.readRefusal?.(refusal);
    if (value === undefined) return new Failure(new WechatPayError('refused', text, details), 'give up');
    try {
      if (isSigned(headers)) await (call.verify ?? options.verify)(headers, body);
      return value;
    } catch (error) {
      return unbelieved(call, status, error);
    }
  }

  function report(operation: Operation, trace: Trace, elapsed: number, error?: WechatPayError) {
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
    onCall?.({
      operation,
      outcome,
      milliseconds,
      attempts: trace.attempts,
      ...(trace.httpStatus === undefined ? {} : { httpStatus: trace.httpStatus }),
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

function createHost(url: string, userAgent: string, timing: Timing): Host {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connect: { timeout: timing.connect },
    connections: MAX_CONNECTIONS,
    maxResponseSize: MAX_ANSWER_SIZE,
  });
  return { pool, prefix: pathname.replace(/\/$/, ''), userAgent };
}

function networkFailure(call: Call<unknown>, fault: NetworkFault): Failure {
  const noConnection = fault.kind === 'connect' || fault.kind === 'reset';
  const kind = noConnection || fault.kind === 'broken' ? 'unavailable' : 'timeout';
  return new Failure(
    new WechatPayError(kind, `${call.operation}: ${fault.message}`),
    noConnection ? 'try the other host' : 'try again',
  );
}

function unbelieved(call: Call<unknown>, httpStatus: number, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(
    new WechatPayError('unverified', `WeChat Pay's answer to ${call.operation} is not believed: ${why}`, {
      httpStatus,
    }),
    'try again',
  );
}

const closedError = () => new WechatPayError('unavailable', 'the WeChat Pay client is closed');

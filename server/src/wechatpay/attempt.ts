import { decodeJson } from '../upstream/decode';
import { exchange, type Headers, type HttpAnswer, NetworkFault } from '../upstream/exchange';
import { DecryptionError } from './decrypt';
import type { Host } from './host';
import { type Refusal, readRefusal, retryAfterSeconds } from './refusal';
import { authorization, createNonce, type Signer } from './sign';
import type { Standing } from './standing';
import type { Operation, Timing } from './timing';
import { Failure, WechatPayError } from './types';
import { isSigned, SignatureError } from './verify';

/** One call to WeChat Pay, and how its answer is read. */
export interface Call<T> {
  operation: Operation;
  method: 'GET' | 'POST';
  path: string;
  /** Which signing it is about. */
  outContractCode?: string;
  body?: Record<string, unknown>;
  /** Rejects an answer that WeChat Pay has not signed; in place of the usual `Verify`. Error answers come here too. */
  verify?: Verify;
  /** Reads a verified 2xx. Throws when it is not what the documentation describes: then it is not believed. */
  read(answer: unknown): T;
  /** For a 4xx that is an answer all the same; undefined when this one is not. */
  readRefusal?(refusal: Refusal): T | undefined;
  /** What an operator can do about a refusal that `readRefusal` does not take for an answer: for the log. */
  advise?(refusal: Refusal): string | undefined;
}

/** Rejects an answer that WeChat Pay has not signed. */
export type Verify = (headers: Headers, body: Buffer, status: number) => Promise<void>;

/** What is known of a call so far: for its one log line. */
export interface Trace {
  attempts: number;
  httpStatus?: number;
  requestId?: string;
}

export interface AttemptOptions {
  signer: Signer;
  verify: Verify;
  /** Which key WeChat Pay is asked to sign its answer with. */
  preferredSerial(): string | undefined;
  /** Hears of every answer, before what it says is acted on. */
  heard: Standing['heard'];
  timing: Timing;
  now: () => number;
}

/** Signs the call afresh, sends it once, and gives what its answer says, if that is to be believed. */
export async function attempt<T>(
  options: AttemptOptions,
  call: Call<T>,
  body: string,
  host: Host,
  trace: Trace,
  signal: AbortSignal,
): Promise<T | Failure> {
  let answer: HttpAnswer;
  try {
    answer = await send(options, call, body, host, signal);
  } catch (error) {
    if (!(error instanceof NetworkFault)) throw error;
    return networkFailure(call, error);
  }
  trace.httpStatus = answer.status;
  const requestId = answer.headers['request-id'];
  if (typeof requestId === 'string') trace.requestId = requestId;
  const verify = call.verify ?? options.verify;
  const outcome =
    answer.status >= 200 && answer.status < 300
      ? await readSuccess(call, answer, verify)
      : await readError(call, answer, verify, trace.requestId, options.now());
  options.heard(call.operation, answer.headers, outcome instanceof Failure ? outcome : undefined);
  return outcome;
}

async function send(
  { signer, preferredSerial, timing, now }: AttemptOptions,
  call: Call<unknown>,
  body: string,
  host: Host,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { method } = call;
  const path = host.prefix + call.path;
  const timestamp = Math.floor(now() / 1000);
  const serial = preferredSerial();
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

async function readSuccess<T>(call: Call<T>, answer: HttpAnswer, verify: Verify): Promise<T | Failure> {
  try {
    await verify(answer.headers, answer.body, answer.status);
    return call.read(decodeJson(answer.body));
  } catch (error) {
    return notBelieved(call, answer.status, error);
  }
}

async function readError<T>(
  call: Call<T>,
  { status, headers, body }: HttpAnswer,
  verify: Verify,
  requestId: string | undefined,
  now: number,
): Promise<T | Failure> {
  const refusal = readRefusal(status, body);
  const details = {
    httpStatus: status,
    ...(refusal.code === undefined ? {} : { code: refusal.code }),
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(requestId === undefined ? {} : { requestId }),
    ...retryAfterSeconds(headers['retry-after'], now),
  };
  const text = `WeChat Pay answered ${call.operation} with ${status} ${refusal.text}`;
  if (status === 429) return new Failure(new WechatPayError('rate_limited', text, details), 'try again');
  if (status < 400 || status >= 500) {
    return new Failure(new WechatPayError('unavailable', text, details), 'try again');
  }
  const value = call.readRefusal?.(refusal);
  if (value === undefined) {
    const advice = call.advise?.(refusal);
    const advised = advice === undefined ? text : `${text}; ${advice}`;
    return new Failure(new WechatPayError('refused', advised, details), 'give up');
  }
  try {
    // WeChat Pay leaves some error answers unsigned; one that is signed must be signed well.
    if (isSigned(headers)) await verify(headers, body, status);
    return value;
  } catch (error) {
    return notBelieved(call, status, error);
  }
}

function networkFailure({ operation }: Call<unknown>, { kind, message }: NetworkFault): Failure {
  return new Failure(
    new WechatPayError(kind === 'timeout' ? 'timeout' : 'unavailable', `${operation}: ${message}`),
    kind === 'connect' || kind === 'reset' ? 'try the other host' : 'try again',
  );
}

function notBelieved({ operation }: Call<unknown>, httpStatus: number, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(
    new WechatPayError('unverified', `WeChat Pay's answer to ${operation} is not believed: ${why}`, {
      httpStatus,
      ...(error instanceof SignatureError || error instanceof DecryptionError ? { fault: error.reason } : {}),
    }),
    'try again',
  );
}

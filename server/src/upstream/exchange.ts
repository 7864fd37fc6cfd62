import { errors, type Pool } from 'undici';

/** Headers as Node gives them: lower-cased names; an array where a header came more than once. */
export type Headers = Record<string, string | string[] | undefined>;

/** One request and its answer over HTTP: nothing is retried, and no redirect is followed. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** Milliseconds from sending the request to the answer's headers. */
  headersTimeout: number;
  /** Ends the exchange, reading of the body included. */
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
}

export type NetworkFaultKind =
  /** No connection was made: nothing has been sent. */
  | 'connect'
  /** The connection ended before any answer: the request may have been handled. */
  | 'reset'
  /** No answer in time, or not all of it. */
  | 'timeout'
  /** The answer broke off, was too large, or was not HTTP. */
  | 'broken';

/** An exchange without an answer. `message` names no path, header or body. */
export class NetworkFault extends Error {
  constructor(
    readonly kind: NetworkFaultKind,
    readonly code: string,
  ) {
    super(`${faultTexts[kind]} (${code})`);
    this.name = 'NetworkFault';
  }
}

/** Answers larger than this, in bytes, are refused; the documented ones are some kilobytes at most. */
export const MAX_ANSWER_SIZE = 256 * 1024;

/** Sends the request. Rejects with `NetworkFault` only. */
export async function exchange(
  pool: Pool,
  { method, path, headers, body, headersTimeout, signal }: HttpRequest,
): Promise<HttpAnswer> {
  let answered = false;
  try {
    const answer = await pool.request({
      method,
      path,
      headers,
      body: body ?? null,
      headersTimeout,
      signal,
    });
    answered = true;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  } catch (error) {
    throw faultOf(error, { answered, isLate: signal.aborted });
  }
}

/** What kept an answer from coming, or from coming whole. */
export function faultOf(error: unknown, { answered = false, isLate = false } = {}): NetworkFault {
  const code = textOf(error, 'code') ?? textOf(error, 'name') ?? 'unknown';
  return new NetworkFault(isLate ? 'timeout' : kindOf(error, answered), code);
}

const faultTexts: Record<NetworkFaultKind, string> = {
  connect: 'could not connect',
  reset: 'the connection ended before an answer',
  timeout: 'no answer in time',
  broken: 'the answer could not be read',
};

function kindOf(error: unknown, answered: boolean): NetworkFaultKind {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    return 'timeout';
  if (answered || error instanceof errors.HTTPParserError) return 'broken';
  if (error instanceof errors.ConnectTimeoutError) return 'connect';
  if (error instanceof errors.SocketError) return 'reset';
  if (error instanceof errors.UndiciError) return 'broken';
  return happenedConnecting(error) ? 'connect' : 'reset';
}

/** Whether every address of the host failed, or the one that it has. */
function happenedConnecting(error: unknown): boolean {
  const syscall = textOf(error, 'syscall');
  return textOf(error, 'name') === 'AggregateError' || syscall === 'connect' || syscall === 'getaddrinfo';
}

/** Read by shape: errors of Node's own are not always instances of this realm's `Error`. */
function textOf(error: unknown, name: 'code' | 'name' | 'syscall'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

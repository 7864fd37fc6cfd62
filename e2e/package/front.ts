import http from 'node:http';
import type { ErrorCode } from '@contract-kit/shared';
import { startLocalServer } from '../kit/local-server';

export interface Passing {
  method: string;
  /** With its query. */
  path: string;
  token: string | undefined;
}

/**
 * What becomes of a request: it goes on to the server, waits before that, is answered by the server but the answer
 * waits here, is cut off, or is answered here.
 */
export type Verdict = 'pass' | 'hold' | 'late' | 'cut' | ErrorAnswer;

interface ErrorAnswer {
  status: number;
  code: ErrorCode;
  details?: object;
}

interface Held extends Passing {
  settle(verdict: Exclude<Verdict, 'hold' | 'late'>): void;
}

/** Stands between one phone and the server, and can do to requests what networks and gateways do. */
export async function createFront(server: string) {
  const held: Held[] = [];
  const proxy = await startLocalServer((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '');
    const passing: Passing = { method: request.method!, path: request.url!, token };
    const settle: Held['settle'] = (verdict) => {
      if (verdict === 'pass') forward(server, request, response);
      else if (verdict === 'cut') request.socket.destroy();
      else answer(response, verdict);
    };
    const verdict = front.rule(passing);
    if (verdict === 'hold') held.push({ ...passing, settle });
    else if (verdict === 'late') {
      forward(server, request, response, (send) => held.push({ ...passing, settle: send }));
    } else settle(verdict);
  });

  const front = {
    ...proxy,
    /** Asked once a request. */
    rule: (_request: Passing): Verdict => 'pass',
    /** Those that wait, in the order of their arrival. */
    held,
  };
  return front;
}

export type Front = Awaited<ReturnType<typeof createFront>>;

function forward(
  server: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  answered: (send: () => void) => void = (send) => send(),
): void {
  const { method, url, headers } = request;
  const onward = http.request(server + url, { method, headers, agent: false }, (answer) => {
    answered(() => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
  });
  onward.on('error', () => request.socket.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function answer(response: http.ServerResponse, { status, code, details }: ErrorAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  const error = { code, message: `text of ${code}`, requestId: `request-${code}`, details };
  response.end(JSON.stringify({ error }));
}

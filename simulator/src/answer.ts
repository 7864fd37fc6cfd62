import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'koa';
import type { RequestRecord } from './events';
import type { Fault } from './faults';
import { jsonOrText } from './json-or-text';
import type { Platform } from './platform';

export interface Answer {
  status: number;
  /** WeChat Pay's `code`, or WeChat's `errcode`, for the log. */
  code: string | null;
  body: string;
  headers: Record<string, string>;
  /** What the log keeps instead of a body that holds a secret. */
  logged?: unknown;
}

/**
 * Sends what `make` makes, unless `fault` says otherwise.
 * @param make is told whether its real answer is replaced, and whether its work is to be done at all
 */
export async function answerUnder(
  { options, requests, closing }: Platform,
  context: Context,
  fault: Fault | undefined,
  record: RequestRecord,
  make: (isReplaced: boolean, isDone: boolean) => Answer,
): Promise<void> {
  const isReplaced = fault?.kind !== undefined;
  const answer = make(isReplaced, !isReplaced || fault?.when === 'after');
  if (fault !== undefined) record.fault = fault.kind ?? 'answer';
  if (fault?.delayMs !== undefined)
    await sleep(fault.delayMs, undefined, { signal: closing }).catch(() => {});
  if (fault?.kind === 'timeout' || fault?.kind === 'reset') {
    // Koa lets go of the connection: it hangs until the client, or the simulator's end, closes it.
    context.respond = false;
    if (fault.kind === 'reset') context.req.socket.resetAndDestroy();
  } else {
    record.status = answer.status;
    record.code = answer.code;
    record.requestId = answer.headers['Request-ID'] ?? null;
    record.answer = answer.logged ?? jsonOrText(answer.body);
    context.status = answer.status;
    context.set({ ...answer.headers, ...fault?.headers });
    if (fault?.contentType !== undefined) context.set('Content-Type', fault.contentType);
    context.body = answer.body;
  }
  requests.finish(record);
  const outcome = record.status ?? fault?.kind;
  options.log(`${record.operation ?? 'unknown'} ${record.method}: ${outcome} ${record.code ?? ''}`.trimEnd());
}

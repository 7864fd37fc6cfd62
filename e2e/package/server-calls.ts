import { setTimeout as delay } from 'node:timers/promises';
import type { Phone } from '@contract-kit/phone/runtime/node';
import type { ReturnReport } from '@contract-kit/shared';
import { placeholderUrl } from '../../tools/weapp/settings';

export interface ServerCall {
  method: string;
  path: string;
  header: Record<string, string>;
  body: unknown;
  /** Undefined while there is no answer. */
  errMsg: string | undefined;
  /** Of the answer. */
  status: number | undefined;
  /** By the phone's clock, ms. */
  at: number;
}

/** What the app has asked the server for, in order: calls whose path, without its query, ends so. */
export function callsTo(phone: Phone, ending = ''): ServerCall[] {
  return phone.log
    .named('request')
    .map(({ params, errMsg, result, at }) => {
      const { url, method, header, data } = params as Record<'url' | 'method', string> & {
        header: Record<string, string>;
        data?: unknown;
      };
      const status = (result as { statusCode?: number } | undefined)?.statusCode;
      return { method, path: url.replace(placeholderUrl, ''), header, body: data, errMsg, status, at };
    })
    .filter(({ path }) => path.replace(/\?.*/, '').endsWith(ending));
}

/** The same, of those that the server has answered. */
export const answered = (phone: Phone, ending: string) =>
  callsTo(phone, ending).filter(({ errMsg }) => errMsg === 'request:ok');

/** What the server has heard of returns. What met its trouble, or the network's, the app tells again. */
export const returnsTold = (phone: Phone) =>
  callsTo(phone, '/return')
    .filter(({ errMsg, status = 500 }) => errMsg === undefined || status < 500)
    .map(({ body }) => body as ReturnReport);

/** The long polls. */
export const polls = (phone: Phone) => callsTo(phone).filter(({ path }) => path.includes('?wait='));

/** Lets time pass on the phone until something is so; slowly enough for the server to answer meanwhile, unless that is held back. */
export async function passTimeUntil(
  phone: Phone,
  isSo: () => boolean,
  atMostMs = 120_000,
  until = { answered: true },
): Promise<void> {
  const end = phone.clock.now() + atMostMs;
  while (!isSo()) {
    if (phone.clock.now() > end) throw new Error(`not so within ${atMostMs / 1000} s of the phone: ${isSo}`);
    await phone.advance(1_000);
    await delay(5);
    if (!until.answered) continue;
    // What the server does not hold back on purpose.
    await phone.waitFor(() => callsTo(phone).every(({ errMsg, path }) => errMsg || path.includes('?wait=')));
  }
}

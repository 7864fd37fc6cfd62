import type { Outcome } from '../jobs';
import type { QueryResult } from '../wechatpay';
import { WechatPayError } from '../wechatpay';
import type { Services } from './services';
import { loggable } from './wechatpay-errors';

/** What a query counts among. */
type Budget =
  /** The first after a return. */
  | 'early'
  /** What else follows by itself. */
  | 'later'
  /** Somebody waits for the answer. */
  | 'now'
  /** The daily one, which has a pace of its own. */
  | 'daily';

export interface QueryOptions {
  budget: Budget;
  /** The user whose signing it is, by `userKey`; absent when nobody knows. */
  user?: string;
  /** How long an answer is waited for, in ms; the client's own deadline if absent. */
  withinMs?: number;
}

/** A query without an answer. */
export interface Unknown {
  outcome: 'unknown';
  /** It was not sent: there were too many lately. The next may be sent after so long, in ms. */
  notQueriedForMs?: number;
  /** WeChat Pay wants everyone to wait so long, in ms. */
  pauseMs?: number;
  /** WeChat Pay refused this one query, and said why. */
  refused?: { status: number; code: string };
  /** WeChat Pay lets none of our queries in. */
  allRefused?: true;
}

const PAUSE_WHEN_RATE_LIMITED_MS = 10_000;
/** However long WeChat Pay, or whoever answers in its place, asks for: a pause holds up every signing. */
const PAUSE_AT_MOST_MS = 60_000;

/** Queries WeChat Pay once, if the budget has any left. */
export async function query(
  services: Services,
  contract: { outContractCode: string; serviceId: number },
  { budget, user, withinMs }: QueryOptions,
): Promise<QueryResult | Unknown> {
  const { wechatPay, log, config, store } = services;
  const { outContractCode, serviceId } = contract;
  const waitSeconds = await secondsToWait(services, outContractCode, budget, user);
  if (waitSeconds > 0) {
    log.warn({ outContractCode, waitSeconds }, 'query limit reached');
    return { outcome: 'unknown', notQueriedForMs: waitSeconds * 1000 };
  }
  const pausedForMs = budget === 'now' ? 0 : wechatPay.pausedFor();
  if (pausedForMs > 0) return { outcome: 'unknown', notQueriedForMs: pausedForMs, allRefused: true };
  try {
    const result = await wechatPay.queryContract(contract, withinMs);
    if (result.contract !== null) await store.answered.note(config.wechatPay.mchid, serviceId);
    return result;
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error;
    log.warn({ outContractCode, ...loggable(error) }, 'query gave no answer');
    return unknown(error, wechatPay.isReady());
  }
}

/** @param isReady otherwise what was refused may be the keys, not the query */
function unknown({ kind, details }: WechatPayError, isReady: boolean): Unknown {
  const { httpStatus, code, retryAfterSeconds } = details;
  if (kind === 'rate_limited') {
    const wanted = retryAfterSeconds ? retryAfterSeconds * 1000 : PAUSE_WHEN_RATE_LIMITED_MS;
    return { outcome: 'unknown', pauseMs: Math.min(wanted, PAUSE_AT_MOST_MS) };
  }
  if (httpStatus === 401 || kind === 'clock_wrong') return { outcome: 'unknown', allRefused: true };
  const isAboutQuery = isReady && kind === 'refused' && httpStatus !== undefined && code !== undefined;
  if (!isAboutQuery) return { outcome: 'unknown' };
  return { outcome: 'unknown', refused: { status: httpStatus, code } };
}

/** 0 when the query may be sent. */
async function secondsToWait(
  { limits }: Services,
  outContractCode: string,
  budget: Budget,
  user: string | undefined,
): Promise<number> {
  const ofSigning = async () => {
    if (budget === 'early' && (await limits.earlyQueries(outContractCode)) === 0) return 0;
    return budget === 'now' || budget === 'daily' ? 0 : limits.queries(outContractCode);
  };
  const ofUser = budget === 'daily' || user === undefined ? 0 : limits.userQueries(user);
  return Math.max(...(await Promise.all([ofSigning(), ofUser])));
}

/** What a query that brought no answer wants of the others. */
export function afterNoAnswer({ notQueriedForMs, pauseMs, allRefused }: Unknown): Outcome {
  if (allRefused) return { pauseAll: 'refused' };
  if (pauseMs !== undefined) return { pauseAllMs: pauseMs };
  return notQueriedForMs === undefined ? undefined : { againInMs: notQueriedForMs };
}

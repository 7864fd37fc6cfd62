import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { z } from 'zod';
import { backoffMs } from '../backoff';
import { decodeJson } from '../upstream/decode';
import { exchange, type HttpAnswer, NetworkFault } from '../upstream/exchange';
import { createOnce } from '../upstream/once';
import { type Code2SessionErrorKind, meaningOf } from './errcodes';

/** A code that was not exchanged for an openid. */
export class Code2SessionError extends Error {
  constructor(
    readonly kind: Code2SessionErrorKind,
    message: string,
    readonly errcode?: number,
    /** By which WeChat's support finds the request. */
    readonly rid?: string,
  ) {
    super(message);
    this.name = 'Code2SessionError';
  }
}

export interface Code2Session {
  /**
   * Exchanges a `wx.login` code for the openid that the user has in that very app. Rejects with `Code2SessionError`.
   * https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session
   */
  (app: { appid: string; secret: string }, code: string): Promise<{ openid: string }>;
  close(): Promise<void>;
}

export interface Code2SessionOptions {
  /** `https://api.weixin.qq.com`, or a simulator. */
  baseUrl: string;
  log: Logger;
  /** Hears of every login. */
  onCall?: (report: {
    outcome: 'ok' | Code2SessionErrorKind;
    milliseconds: number;
    attempts: number;
    code?: string;
    reason?: string;
  }) => void;
  /** Milliseconds, retries included. */
  deadline?: number;
  /** Milliseconds before the second attempt; twice that before the third; both cut by up to a half at random. */
  backoff?: number;
}

const MAX_ATTEMPTS = 3;

/** Calls at once; further ones wait, within their deadline. */
const MAX_CONNECTIONS = 256;

/** The URL carries the app's secret and the code: neither it nor an error that could quote it is ever logged. */
export function createCode2Session(options: Code2SessionOptions): Code2Session {
  const { baseUrl, log, onCall, deadline = 5_000, backoff = 200 } = options;
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connect: { timeout: Math.min(2_000, deadline) },
    connections: MAX_CONNECTIONS,
    maxResponseSize: 64 * 1024,
  });

  const once = createOnce();

  const code2Session = async (app: { appid: string; secret: string }, code: string) => {
    const started = performance.now();
    const signal = AbortSignal.timeout(deadline);
    const query = new URLSearchParams({
      appid: app.appid,
      secret: app.secret,
      js_code: code,
      grant_type: 'authorization_code',
    });
    const path = `${pathname.replace(/\/$/, '')}/sns/jscode2session?${query}`;
    let attempts = 0;
    let error: Code2SessionError | undefined;
    try {
      while (true) {
        attempts++;
        const outcome = await attempt(pool, path, signal, deadline);
        if ('openid' in outcome) return outcome;
        error = outcome.error;
        const wait = backoffMs(attempts, backoff);
        const isLate = performance.now() - started + wait >= deadline;
        if (!outcome.mayTryAgain || attempts === MAX_ATTEMPTS || isLate) throw error;
        await sleep(wait);
        error = undefined;
      }
    } finally {
      const milliseconds = Math.round(performance.now() - started);
      const outcome = error?.kind ?? 'ok';
      const { message: reason, errcode, rid } = error ?? {};
      log[error ? 'warn' : 'info'](
        { appid: app.appid, outcome, milliseconds, attempts, reason, errcode, rid },
        'called code2Session',
      );
      tell(app.appid, error);
      onCall?.({
        outcome,
        milliseconds,
        attempts,
        ...(reason !== undefined && { reason }),
        ...(errcode !== undefined && { code: String(errcode) }),
      });
    }
  };

  /** What only the merchant can mend: once for an app, until it has a good answer. */
  function tell(appid: string, error: Code2SessionError | undefined): void {
    if (error === undefined) once.gone(appid);
    if (error?.kind !== 'login_misconfigured' || !once.isNews(appid)) return;
    const { errcode, rid, message: reason } = error;
    log.error(
      { appid, errcode, rid, reason },
      'nobody can log in to this app by wx.login until this is mended',
    );
  }

  return Object.assign(code2Session, { close: () => pool.destroy() });
}

type Outcome = { openid: string } | { error: Code2SessionError; mayTryAgain: boolean };

async function attempt(pool: Pool, path: string, signal: AbortSignal, deadline: number): Promise<Outcome> {
  try {
    const headers = { accept: 'application/json' };
    return readAnswer(
      await exchange(pool, { method: 'GET', path, headers, headersTimeout: deadline, signal }),
    );
  } catch (fault) {
    if (!(fault instanceof NetworkFault)) throw fault;
    const kind = fault.kind === 'timeout' ? 'wechat_timeout' : 'wechat_unavailable';
    // A code works once: it is sent again only when it was certainly not sent before.
    return { error: new Code2SessionError(kind, fault.message), mayTryAgain: fault.kind === 'connect' };
  }
}

/** WeChat answers 200 to everything, as text/plain; `session_key` and the rest of an answer are not kept. */
const answerSchema = z.object({
  openid: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional(),
  errcode: z.int().optional(),
  errmsg: z.string().optional().catch(undefined),
});

function readAnswer({ status, body }: HttpAnswer): Outcome {
  const parsed = answerSchema.safeParse(decodeJson(body));
  if (status !== 200 || !parsed.success)
    return unavailable(`WeChat answered ${status} and not as documented`);
  const { openid, errcode = 0, errmsg = '' } = parsed.data;
  if (errcode !== 0) return refused(errcode, errmsg);
  return openid === undefined ? unavailable('WeChat answered without an openid') : { openid };
}

const unavailable = (message: string): Outcome => ({
  error: new Code2SessionError('wechat_unavailable', message),
  mayTryAgain: false,
});

function refused(errcode: number, errmsg: string): Outcome {
  const { kind, text } = meaningOf(errcode);
  // The rest of it may repeat what was sent.
  const [, rid] = /\brid: ?([\w-]{1,64})/.exec(errmsg) ?? [];
  return {
    error: new Code2SessionError(kind, `WeChat refused the code: ${errcode}, ${text}`, errcode, rid),
    // "System busy, try again": at worst the code is used up now, and the next answer says so.
    mayTryAgain: errcode === -1,
  };
}

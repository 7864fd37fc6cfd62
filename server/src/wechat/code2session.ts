import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '@contract-kit/shared';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { z } from 'zod';
import { decodeJson } from '../wechatpay/decode';
import { exchange, type HttpAnswer, NetworkFault } from '../wechatpay/exchange';

/** Which of the API's error codes a failed login gets. */
export type Code2SessionErrorKind = Extract<
  ErrorCode,
  | 'invalid_code'
  | 'rate_limited'
  | 'login_blocked'
  | 'login_misconfigured'
  | 'wechat_unavailable'
  | 'wechat_timeout'
>;

/** A code that was not exchanged for an openid. */
export class Code2SessionError extends Error {
  constructor(
    readonly kind: Code2SessionErrorKind,
    message: string,
    readonly errcode?: number,
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
  /** Told of every login. */
  onCall?: (report: {
    outcome: 'ok' | Code2SessionErrorKind;
    milliseconds: number;
    attempts: number;
  }) => void;
  /** Milliseconds, retries included. */
  deadline?: number;
  /** Milliseconds before the second attempt; twice that before the third. */
  backoff?: number;
}

const MAX_ATTEMPTS = 3;

/** The URL carries the app's secret and the code: neither it nor an error that could quote it is ever logged. */
export function createCode2Session(options: Code2SessionOptions): Code2Session {
  const { baseUrl, log, onCall, deadline = 5_000, backoff = 200 } = options;
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connect: { timeout: Math.min(2_000, deadline) },
    maxResponseSize: 64 * 1024,
  });

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
        const wait = backoff * 2 ** (attempts - 1);
        const isLate = performance.now() - started + wait >= deadline;
        if (!outcome.mayTryAgain || attempts === MAX_ATTEMPTS || isLate) throw error;
        await sleep(wait);
        error = undefined;
      }
    } finally {
      const milliseconds = Math.round(performance.now() - started);
      const outcome = error?.kind ?? 'ok';
      log[error ? 'warn' : 'info'](
        { appid: app.appid, outcome, milliseconds, attempts, ...(error ? { reason: error.message } : {}) },
        'called code2Session',
      );
      onCall?.({ outcome, milliseconds, attempts });
    }
  };
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
});

function readAnswer({ status, body }: HttpAnswer): Outcome {
  const parsed = answerSchema.safeParse(decodeJson(body));
  if (status !== 200 || !parsed.success)
    return unavailable(`WeChat answered ${status} and not as documented`);
  const { openid, errcode = 0 } = parsed.data;
  if (errcode !== 0) return refused(errcode);
  return openid === undefined ? unavailable('WeChat answered without an openid') : { openid };
}

const unavailable = (message: string): Outcome => ({
  error: new Code2SessionError('wechat_unavailable', message),
  mayTryAgain: false,
});

function refused(errcode: number): Outcome {
  const [kind, hint] = errcodes.get(errcode) ?? (isMissingParameter(errcode) ? misconfigured : busy);
  return {
    error: new Code2SessionError(kind, `WeChat refused the code: ${errcode}, ${hint}`, errcode),
    // "System busy, try again": at worst the code is used up now, and the next answer says so.
    mayTryAgain: errcode === -1,
  };
}

type Meaning = readonly [Code2SessionErrorKind, string];
const misconfigured: Meaning = ['login_misconfigured', 'check the AppID and LOGIN_APP_SECRET'];
const busy: Meaning = ['wechat_unavailable', 'WeChat is busy'];

const errcodes = new Map<number, Meaning>([
  [-1, busy],
  [40029, ['invalid_code', 'the code is invalid, or the secret is of another app']],
  [40163, ['invalid_code', 'the code has been used']],
  [45011, ['rate_limited', 'too many logins of this user']],
  [40226, ['login_blocked', 'WeChat considers the user at risk']],
  [40013, misconfigured],
  // "Invalid appsecret", from WeChat's global list.
  [40125, misconfigured],
]);

const isMissingParameter = (errcode: number) => errcode >= 41000 && errcode <= 41999;

import type { ErrorCode } from '@contract-kit/shared/client';

/** What is known of a failure besides its kind and text. */
export interface FailureDetails {
  /** HTTP status, if the server answered; 401 also when `authorization` gave no token. */
  status?: number;
  /** The server's stable code. */
  code?: string;
  /** What support asks for. */
  requestId?: string;
  details?: Record<string, unknown>;
  /** From Retry-After, 60 s at most. */
  retryAfterMs?: number;
}

/** Why a call to the server came to nothing. */
export class SigningError extends Error implements FailureDetails {
  readonly code!: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly details?: Record<string, unknown>;
  readonly retryAfterMs?: number;
  /** `network`: no answer of the server; `login`: `wx.login`, `authorization` or the server's login; `server`: an error answer */
  readonly kind!: 'network' | 'login' | 'server';

  /** @param message the server's text for people, in their language; empty if it is not the server that failed */
  constructor(kind: 'network' | 'login' | 'server', message: string, known: FailureDetails) {
    super(message);
    Object.assign(this, { code: kind }, known, { kind });
  }
}

/** Without an answer of the server. */
export const networkError = (errMsg: string) => new SigningError('network', '', { details: { errMsg } });

/** Whatever was thrown, as one kind of thing. */
export const toSigningError = (thrown: unknown): SigningError =>
  thrown instanceof SigningError ? thrown : networkError(String(thrown));

export const isUnauthorized = (thrown: unknown): boolean => toSigningError(thrown).status === 401;

/** Whether the server answered with one of these. */
export const hasCode = ({ code }: SigningError, ...codes: ErrorCode[]): boolean =>
  (codes as string[]).includes(code);

/** Whether the same call may do better later. */
export function mayPass(error: SigningError): boolean {
  const { status } = error;
  return !status || status === 429 || (status >= 500 && !hasCode(error, 'wechatpay_refused'));
}

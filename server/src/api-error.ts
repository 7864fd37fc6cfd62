import { type ErrorCode, errors } from '@contract-kit/shared';

/** An error that the caller gets to see, by its stable code; whoever sees only its stack reads what it means, and what to do. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly options: { details?: Record<string, unknown>; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    const { 'zh-CN': zh, en } = errors[code];
    const { issues = [] } = (options.details ?? {}) as { issues?: { path: string; message: string }[] };
    const lines = issues.map(({ path, message }) => `\n- ${path}: ${message}`);
    super(`${code}: ${zh}。${en}.${lines.join('')}`, { cause: options.cause });
    this.name = 'ApiError';
  }
}

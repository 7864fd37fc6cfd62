import type { ErrorCode } from '@contract-kit/shared';

/** An error that the caller gets to see, by its stable code. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly options: { details?: Record<string, unknown>; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'ApiError';
  }
}

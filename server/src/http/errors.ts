import { type ErrorResponse, errors } from '@contract-kit/shared';
import { isHttpError } from 'http-errors';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { ApiError } from '../api-error';
import { isRedisError } from '../store/redis-error';
import { languageOf } from './language';

/** Turns whatever was thrown into an answer: one with a stable code, or one fixed 500. */
export function errorHandler(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.body === undefined) refuseUnrouted(ctx);
    } catch (thrown) {
      const error = toApiError(thrown);
      const { status } = errors[error.code];
      // What was foreseen is logged where it is met, if anybody must mend it: once, not at each request.
      const level = thrown instanceof ApiError ? 'warn' : 'error';
      if (status >= 500) log[level]({ err: thrown, requestId: ctx.state.requestId }, 'request failed');
      answer(ctx, error);
    }
  };
}

/** The router answers methods that it does not know at all with 501, also where there is nothing. */
function refuseUnrouted(ctx: Context): void {
  if (![404, 405, 501].includes(ctx.status)) return;
  throw new ApiError(ctx.response.get('Allow') ? 'method_not_allowed' : 'not_found');
}

function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (isRedisError(thrown))
    return new ApiError('storage_unavailable', { retryAfterSeconds: 2, cause: thrown });
  // Koa's own, for a path that cannot be decoded and the like.
  if (isHttpError(thrown) && thrown.status < 500) return new ApiError('invalid_request', { cause: thrown });
  return new ApiError('internal', { cause: thrown });
}

function answer(ctx: Context, { code, options }: ApiError): void {
  const { details, retryAfterSeconds } = options;
  const body: ErrorResponse = {
    error: {
      code,
      message: errors[code][languageOf(ctx)],
      requestId: ctx.state.requestId,
      ...(details && { details }),
    },
  };
  ctx.status = errors[code].status;
  ctx.body = body;
  if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(Math.ceil(retryAfterSeconds)));
  if (code === 'unauthorized') ctx.set('WWW-Authenticate', 'Bearer');
}

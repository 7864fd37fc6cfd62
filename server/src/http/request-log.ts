import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics';
import type { Observer } from '../observer';

/** Gives each request an id, and logs and measures what became of it, and tells an observer. */
export function requestLog(log: Logger, metrics: Metrics, observer?: Observer): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    const requestId = randomUUID();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    try {
      await next();
    } finally {
      const seconds = (performance.now() - start) / 1000;
      // The route's pattern, not its path: a metric has few labels, and no name of a signing.
      const route = String(ctx._matchedRoute ?? 'none');
      const { method, path, status } = ctx;
      metrics.httpRequests.observe({ method, route, status: String(status) }, seconds);
      if (observer) tellOf(observer, ctx, seconds * 1000);
      // What anybody may send by the thousand is counted elsewhere, and logged there.
      if (!ctx.state.logged) {
        log.info(
          { event: 'request', requestId, method, path, status, ms: Math.round(seconds * 1000) },
          'request',
        );
      }
    }
  };
}

function tellOf(observer: Observer, ctx: Context, ms: number): void {
  const answer = ctx.body as {
    outContractCode?: unknown;
    error?: { code?: unknown };
    message?: unknown;
  } | null;
  const code = ctx.params?.outContractCode ?? answer?.outContractCode;
  const problem = ctx.status < 400 ? undefined : (answer?.error?.code ?? answer?.message);
  observer.tell({
    at: Date.now() - Math.round(ms),
    kind: 'request',
    requestId: ctx.state.requestId,
    method: ctx.method,
    path: ctx.url,
    status: ctx.status,
    ms: Math.round(ms),
    ...(typeof code === 'string' && { outContractCode: code }),
    ...(typeof problem === 'string' && { problem }),
  });
}

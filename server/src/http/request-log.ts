import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics';

/** Gives each request an id, and logs and measures what became of it. */
export function requestLog(log: Logger, metrics: Metrics): Middleware {
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

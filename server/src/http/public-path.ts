import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { NOTIFY_PATH } from '../config/urls';

/** All that the internet asks for: health, metrics and the description stay where the proxy does not lead. */
const PUBLIC = ['/api/', '/notifications/'];

const WARN_EVERY_MS = 60_000;

/**
 * Lets the path of `PUBLIC_URL` stand before a route's path, or be stripped by a proxy: both are answered. It is
 * compared with the path as it was sent, undecoded. A notification that finds no route is warned about.
 */
export function publicPath(notifyUrl: string, log: Logger): Middleware {
  const base = new URL(notifyUrl).pathname.slice(0, -NOTIFY_PATH.length);
  let warnedAt = Number.NEGATIVE_INFINITY;
  return async (ctx, next) => {
    if (base !== '' && PUBLIC.some((path) => ctx.path.startsWith(base + path))) {
      // The router looks here first; `path` stays what was asked for, in the log too.
      ctx.newRouterPath = ctx.path.slice(base.length);
    }
    await next();
    const isLost = ctx.status === 404 && ctx._matchedRoute === undefined && ctx.path.endsWith(NOTIFY_PATH);
    if (!isLost || performance.now() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = performance.now();
    log.warn(
      { event: 'notify-path-unknown', path: ctx.path, expected: base + NOTIFY_PATH },
      "a notification got 404: PUBLIC_URL's path and the proxy disagree; have the proxy pass the path on as it is, or without PUBLIC_URL's path",
    );
  };
}

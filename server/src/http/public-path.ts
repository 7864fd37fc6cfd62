import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { NOTIFY_PATH } from '../config/urls';

/** All that the internet asks for: health, metrics and the description stay where the proxy does not lead. */
const PUBLIC = ['/api/', '/notifications/'];

const WARN_EVERY_MS = 60_000;

interface PublicPathOptions {
  notifyUrl: string;
  /** The full path below which an application of the merchant's has mounted us, without a slash at its end. */
  basePath?: string | undefined;
  log: Logger;
}

/**
 * Finds the path below which our routes stand: `basePath`, as the caller sent it, or that of `PUBLIC_URL`, which a proxy may have
 * stripped or not. It is compared undecoded. A notification that finds no route is warned about.
 */
export function publicPath({ notifyUrl, basePath, log }: PublicPathOptions): Middleware {
  const base = basePath ?? new URL(notifyUrl).pathname.slice(0, -NOTIFY_PATH.length);
  let warnedAt = Number.NEGATIVE_INFINITY;
  return async (ctx, next) => {
    const path = basePath === undefined ? ctx.path : sentPath(ctx.req);
    // The router looks here first; `path` stays what was asked for, in the log too.
    if (base !== '' && PUBLIC.some((part) => path.startsWith(base + part)))
      ctx.newRouterPath = path.slice(base.length);
    // What an application has stripped for us already has another name.
    else if (basePath !== undefined) ctx.newRouterPath = NOWHERE;
    await next();
    const isLost = ctx.status === 404 && ctx._matchedRoute === undefined && path.endsWith(NOTIFY_PATH);
    if (!isLost || performance.now() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = performance.now();
    log.warn(
      { event: 'notify-path-unknown', path, expected: base + NOTIFY_PATH },
      basePath === undefined
        ? "a notification got 404: PUBLIC_URL's path and the proxy disagree; have the proxy pass the path on as it is, or without PUBLIC_URL's path"
        : 'a notification got 404: basePath is not the full path under which the handler is mounted; leave it out if what mounts it strips the path (koa-mount does)',
    );
  };
}

const NOWHERE = '/nowhere';

/** The path as the caller sent it: Express and its like keep it when they strip what they have mounted. */
function sentPath(request: IncomingMessage & { originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? '';
  return url.split('?', 1)[0]!;
}

import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { NOTIFY_PATH } from '../config/urls';
import { eachMinute } from './each-minute';
import type { Mount } from './mounted';

/** All that the internet asks for: health, metrics and the description stay where the proxy does not lead. */
const PUBLIC = ['/api/', '/notifications/'];

interface PublicPathOptions {
  notifyUrl: string;
  /** How an application of the merchant's has mounted us; absent where we are the server. */
  mount?: Pick<Mount, 'basePath'> | undefined;
  log: Logger;
}

/**
 * Finds the path below which our routes stand: `basePath`, as the caller sent it, or that of `PUBLIC_URL`, which a proxy may have
 * stripped or not. It is compared undecoded. A notification that finds no route is warned about, and where we are mounted any call
 * that comes with another path before it.
 */
export function publicPath({ notifyUrl, mount, log }: PublicPathOptions): Middleware {
  const basePath = mount?.basePath;
  const base = basePath ?? new URL(notifyUrl).pathname.slice(0, -NOTIFY_PATH.length);
  const mayWarnOfNotification = eachMinute();
  const mayWarnOfCall = eachMinute();
  return async (ctx, next) => {
    const path = basePath === undefined ? ctx.path : sentPath(ctx.req);
    const isBelow = (of: string) => PUBLIC.some((part) => path.startsWith(of + part));
    // The router looks here first; `path` stays what was asked for, in the log too.
    if (base !== '' && isBelow(base)) ctx.newRouterPath = path.slice(base.length);
    // What an application has stripped for us already has another name.
    else if (basePath !== undefined) ctx.newRouterPath = NOWHERE;
    await next();
    if (ctx.status !== 404 || ctx._matchedRoute !== undefined) return;
    if (path.endsWith(NOTIFY_PATH)) {
      if (mayWarnOfNotification())
        log.warn(
          { event: 'notify-path-unknown', path, expected: base + NOTIFY_PATH },
          basePath === undefined
            ? "a notification got 404: PUBLIC_URL's path and the proxy disagree; have the proxy pass the path on as it is, or without PUBLIC_URL's path"
            : 'a notification got 404: basePath is not the full path under which the handler is mounted; leave it out if what mounts it strips the path (koa-mount does)',
        );
      return;
    }
    const isMisplaced = mount && path.includes('/api/') && !isBelow(base) && !isBelow(basePath ?? '');
    if (isMisplaced && mayWarnOfCall())
      log.warn(
        { event: 'mount-unknown', path, expected: `${basePath ?? ''}/api/…` },
        'a call got 404: basePath has to be the full path under which the handler is mounted; leave it out only if what mounts it strips the path (Express and koa-mount do)',
      );
  };
}

const NOWHERE = '/nowhere';

/** The path as the caller sent it: Express and its like keep it when they strip what they have mounted. */
function sentPath(request: IncomingMessage & { originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? '';
  return url.split('?', 1)[0]!;
}

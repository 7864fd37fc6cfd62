import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ApiError } from '../../api-error';
import { readiness } from '../../contracts/readiness';
import type { Services } from '../../contracts/services';

/** The process runs. */
export const healthz: Middleware = (ctx) => {
  ctx.body = { status: 'ok' };
};

/**
 * The server can do its work. What WeChat Pay lacks later shows as `wechatPayTrouble` and no more: all servers would meet it
 * together, and a balancer would be left without any.
 */
export function readyz(services: Services): Middleware {
  return async (ctx) => {
    const { ready, ...parts } = await readiness(services);
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ready' : 'not ready', ...parts };
  };
}

/** Counts and times, for Prometheus. */
export function metrics(services: Services): Middleware {
  return async (ctx) => {
    ctx.type = services.metrics.registry.contentType;
    ctx.body = await metricsText(services);
  };
}

/** The same as a text, in the format of Prometheus. */
export async function metricsText({ metrics, jobs }: Services): Promise<string> {
  metrics.jobs.reset();
  for (const [state, count] of Object.entries(await jobs.counts())) metrics.jobs.set({ state }, count);
  return metrics.registry.metrics();
}

/**
 * The same, to whoever holds `METRICS_TOKEN`. It is the token that counts, and not the address: behind a proxy on the same machine
 * all the world seems to be local.
 */
export function metricsForToken(services: Services): Middleware {
  const show = metrics(services);
  return (ctx, next) => {
    if (!holdsToken(ctx, services.config.metricsToken)) throw new ApiError('forbidden');
    return show(ctx, next);
  };
}

function holdsToken(ctx: Context, token: string | undefined): boolean {
  const given = Buffer.from(ctx.get('authorization'));
  const wanted = Buffer.from(`Bearer ${token}`);
  return token !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
}

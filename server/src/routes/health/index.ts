import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ApiError } from '../../api-error';
import type { Services } from '../../signing/services';

/** The process runs. */
export const healthz: Middleware = (ctx) => {
  ctx.body = { status: 'ok' };
};

/** The server can do its work: Redis answers, WeChat Pay's answers can be verified, and it is not shutting down. */
export function readyz({ store, wechatPay, stopping }: Services): Middleware {
  return async (ctx) => {
    const redis = await store.client.ping().then(
      () => true,
      () => false,
    );
    const parts = { redis, wechatPay: wechatPay.isReady(), draining: stopping.aborted };
    const ready = parts.redis && parts.wechatPay && !parts.draining;
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ready' : 'not ready', ...parts };
  };
}

/** Counts and times, for Prometheus. */
export function metrics({ metrics, jobs }: Services): Middleware {
  return async (ctx) => {
    metrics.jobs.reset();
    for (const [state, count] of Object.entries(await jobs.counts())) metrics.jobs.set({ state }, count);
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  };
}

/**
 * The same, to who holds `METRICS_TOKEN`. It is the token that counts, and not the address: behind a proxy on the same machine
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

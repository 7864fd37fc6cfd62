import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ApiError } from '../../api-error';
import type { Services } from '../../contracts/services';

/** The process runs. */
export const healthz: Middleware = (ctx) => {
  ctx.body = { status: 'ok' };
};

/**
 * The server can do its work: it has started and is not shutting down, Redis can be written to and holds nothing that only a later version reads, WeChat Pay's answers can be
 * verified, and WeChat Pay has accepted us once. When that ends later, `wechatPayTrouble` says so and no more: all
 * servers would meet it together, and a balancer would be left without any.
 */
export function readyz({ store, wechatPay, stopping, isStarted }: Services): Middleware {
  return async (ctx) => {
    // A ping is no write: a read-only replica answers it, and a Redis that is full.
    const redis = await store.client.set(store.keys.writable, '1', 'PX', WRITABLE_FOR_MS).then(
      () => true,
      () => false,
    );
    const trouble = wechatPay.trouble();
    const storedByLaterVersion = store.signings.metNewerFormat();
    const parts = {
      redis,
      ...(storedByLaterVersion && { storedByLaterVersion }),
      wechatPay: wechatPay.isReady(),
      ...(trouble && { wechatPayTrouble: trouble }),
      starting: !isStarted(),
      draining: stopping.aborted,
    };
    const ready = redis && !storedByLaterVersion && parts.wechatPay && !parts.starting && !parts.draining;
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ready' : 'not ready', ...parts };
  };
}

const WRITABLE_FOR_MS = 60_000;

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

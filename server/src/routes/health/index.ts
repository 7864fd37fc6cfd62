import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context, Middleware } from 'koa';
import { ApiError } from '../../api-error';
import type { Services } from '../../signing/services';

/** The process runs. */
export const healthz: Middleware = (ctx) => {
  ctx.body = { status: 'ok' };
};

/**
 * The server can do its work: it has started and is not shutting down, Redis can be written to, WeChat Pay's answers can be
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
    const parts = {
      redis,
      wechatPay: wechatPay.isReady(),
      ...(trouble && { wechatPayTrouble: trouble }),
      starting: !isStarted(),
      draining: stopping.aborted,
    };
    const ready = parts.redis && parts.wechatPay && !parts.starting && !parts.draining;
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ready' : 'not ready', ...parts };
  };
}

const WRITABLE_FOR_MS = 60_000;

/** Counts and times, for Prometheus: to this machine, or to who holds `METRICS_TOKEN`. */
export function metrics({ config, metrics, jobs }: Services): Middleware {
  return async (ctx) => {
    if (!holdsToken(ctx, config.metricsToken) && !isFromThisMachine(ctx)) throw new ApiError('forbidden');
    metrics.jobs.reset();
    for (const [state, count] of Object.entries(await jobs.counts())) metrics.jobs.set({ state }, count);
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  };
}

function holdsToken(ctx: Context, token: string | undefined): boolean {
  const given = Buffer.from(ctx.get('authorization'));
  const wanted = Buffer.from(`Bearer ${token}`);
  return token !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Behind a proxy every caller seems to be on this machine: then only the token counts. */
function isFromThisMachine(ctx: Context): boolean {
  const address = (ctx.req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isLoopback = isIP(address) === 4 ? address.startsWith('127.') : address === '::1';
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => ctx.get(name) !== '',
  );
  return isLoopback && !isForwarded;
}

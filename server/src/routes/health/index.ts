import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
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

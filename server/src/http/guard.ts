import type { Middleware } from 'koa';
import type { Services } from '../contracts/services';
import { type User, userKey } from '../store';
import { createClientAddress } from './client-address';
import { readInput, sendAnswer } from './exchange';
import { createLogin } from './login';
import type { Route } from './route';
import { createWaiting } from './waiting';

/** Lets in only what a route takes, and out only what it answers. */
export function createGuard(services: Services): (route: Route) => Middleware {
  const waiting = createWaiting(services.metrics);
  const addressOf = createClientAddress(services.config.trustProxy, services.log);
  const loginOf = createLogin(services);

  return (route) => async (ctx) => {
    const begunAt = Date.now();
    const waits = route.waits?.(ctx.query) ?? false;
    // First the count, so that it counts requests that are refused too.
    const login = route.login ? await loginOf(ctx, waits ? 'polls' : 'requests') : undefined;
    const user = login?.user as User;
    const input = await readInput(route, ctx);

    const gone = new AbortController();
    // An application may have looked for a session first, while its caller went away.
    if (ctx.res.closed) gone.abort();
    ctx.res.once('close', () => {
      if (!ctx.res.writableFinished) gone.abort();
    });
    const release = waits ? waiting.enter(userKey(user)) : undefined;
    try {
      const answer = await route.handle(services, {
        ...input,
        user,
        logout: async () => login?.end(),
        begunAt,
        address: () => addressOf(ctx.req),
        signal: gone.signal,
      });
      sendAnswer(route, ctx, answer, services.checkAnswers);
    } finally {
      release?.();
    }
  };
}

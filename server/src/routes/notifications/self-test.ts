import type { Middleware } from 'koa';
import type { Services } from '../../contracts/services';
import { readBytes } from '../../http/body';
import { digestOf, readNonce } from '../../http/self-test';

const BODY_LIMIT = 1024;

/**
 * Where `npm run doctor` learns, along the way that WeChat Pay's notifications take, whether a server on its own Redis answers,
 * and whether a body comes as it was sent. Whoever has not written to that Redis learns nothing.
 */
export function selfTest({ store }: Services): Middleware {
  return async (ctx) => {
    const body = await readBytes(ctx, BODY_LIMIT);
    const nonce = readNonce(body);
    if (nonce === undefined || !(await store.notices.takeSelfTest(nonce))) {
      ctx.status = 404;
      ctx.body = { code: 'FAIL', message: 'no such self-test' };
      // Anybody may send these: they are counted by the metrics of requests.
      ctx.state.logged = true;
      return;
    }
    ctx.body = { sha256: digestOf(body) };
  };
}

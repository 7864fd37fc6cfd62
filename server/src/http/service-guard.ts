import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ApiError } from '../api-error';
import { hashServiceKey, type ServiceKey } from '../config/service-keys';
import type { Services } from '../contracts/services';
import { bearerOf } from './bearer';
import { createClientAddress } from './client-address';
import { readInput, sendAnswer } from './exchange';
import type { ServiceRoute } from './service-route';

/** Lets in whoever holds a key, to what that key may see, and notes what they change. */
export function createServiceGuard(services: Services): (route: ServiceRoute) => Middleware {
  // Whatever LOG_LEVEL leaves out: what was changed, and by whom, is to be found.
  const audit = services.log.child({}, { level: 'info' });
  const keyOf = createKeyCheck(services);

  return (route) => async (ctx) => {
    const { name, subMchids } = await keyOf(ctx);
    const input = await readInput(route, ctx);
    const note = (outcome: string, noted: object = {}) => {
      if (!route.writes) return;
      const { requestId } = ctx.state;
      const call = { ...(input.params as object | undefined), requestId, outcome, ...noted };
      audit.info({ event: 'audit', key: name, call: route.name, ...call }, 'audit');
    };
    try {
      const answer = await route.handle(services, { ...input, scope: subMchids ?? 'all' });
      note('done', answer.noted);
      sendAnswer(route, ctx, answer, services.checkAnswers);
    } catch (error) {
      note(error instanceof ApiError ? error.code : 'failed');
      throw error;
    }
  };
}

/**
 * Finds the key that a request came with, in its `Authorization` and nowhere else. Of an address ten wrong ones a minute are looked
 * at and logged; a right one is good whatever others at its address send.
 */
function createKeyCheck({ config, limits, log, metrics }: Services): (ctx: Context) => Promise<ServiceKey> {
  const keys = config.service?.keys ?? [];
  const addressOf = createClientAddress(config.trustProxy, log);

  return async (ctx) => {
    const given = bearerOf(ctx);
    const key = given === undefined ? undefined : find(keys, given);
    if (key) return key;
    const reason = ctx.get('authorization') === '' ? 'missing' : 'wrong';
    metrics.serviceKeysRefused.inc({ reason });
    const retryAfterSeconds = await limits.wrongServiceKeys(addressOf(ctx.req) ?? 'unknown');
    if (retryAfterSeconds > 0) throw new ApiError('rate_limited', { retryAfterSeconds });
    log.warn({ event: 'service-key-refused', reason, requestId: ctx.state.requestId }, 'service key refused');
    throw new ApiError('unauthorized');
  };
}

/** Takes the same time whichever key it is, and whatever was given: hashes are compared, and all of them. */
function find(keys: ServiceKey[], given: string): ServiceKey | undefined {
  const hash = hashServiceKey(given);
  let found: ServiceKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key;
  return found;
}

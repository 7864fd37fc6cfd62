import type { Middleware } from 'koa';
import { ApiError } from '../../api-error';
import { takeNotification } from '../../contracts/notifications/notification';
import type { Services } from '../../contracts/services';
import { readBytes } from '../../http/body';
import { NotificationError } from '../../wechatpay';
import { within } from '../../within';
import { createRefusalLog } from './refusals';
import { statusOf } from './status';

const BODY_LIMIT = 64 * 1024;

/** WeChat Pay waits no longer; what we have not answered by then it sends again. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Where WeChat Pay posts its notifications. 204 says that what it said is stored; anything else makes it send again.
 * https://pay.weixin.qq.com/docs/partner/development/practices/notification-considerations.html
 */
export function notifications(services: Services): Middleware {
  const refused = createRefusalLog(services.log);
  return async (ctx) => {
    const { requestId } = ctx.state;
    try {
      const body = await readBytes(ctx, BODY_LIMIT);
      const taken = takeNotification(services, ctx.req.headers, body);
      await within(ANSWER_WITHIN_MS - 500, taken, () => {
        throw new Error('not handled in time');
      });
      ctx.status = 204;
    } catch (error) {
      ctx.status = statusOf(error);
      const message = error instanceof NotificationError ? error.message : 'not handled, please send again';
      ctx.body = { code: 'FAIL', message };
      const reason = refusal(error);
      if (reason === undefined) {
        services.log.error({ err: error, requestId }, 'notification not handled');
        return;
      }
      if (error instanceof ApiError) services.metrics.notifications.inc({ result: reason });
      refused(reason, error, requestId);
      // It has had its line, or been counted in one.
      ctx.state.logged = true;
    }
  };
}

/** Why it was not taken, if that is its sender's doing. */
function refusal(error: unknown): string | undefined {
  if (error instanceof NotificationError) return error.reason;
  return error instanceof ApiError && statusOf(error) < 500 ? error.code : undefined;
}

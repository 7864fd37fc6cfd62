import { text } from '../../../config';
import { createWebhook } from '../../../events/webhook';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';

const PING_WITHIN_MS = 8_000;

/** Who gets the events of contracts, and whether a webhook takes a signed ping. */
export const events: Check = {
  id: 'webhook',
  name: '商户事件',
  async look({ config, signal }) {
    const { webhook: to, merchantEvents } = config!;
    if (merchantEvents === 'none')
      return ok('MERCHANT_EVENTS=none：不要事件。', 'MERCHANT_EVENTS=none: none are wanted.');
    if (!to)
      return unknown(
        text(
          '交给 server/merchant/index.ts 里的函数，写了没有从这里看不到。',
          'They go to the functions in server/merchant/index.ts: whether those are written cannot be seen from here.',
        ),
        text(
          '还没有写的话，生产环境（NODE_ENV=production）不启动：写好它，或设置 MERCHANT_WEBHOOK_URL；不要事件就设置 MERCHANT_EVENTS=none。',
          'If they are not, a start in production (NODE_ENV=production) stops: write them, or set MERCHANT_WEBHOOK_URL; MERCHANT_EVENTS=none if no events are wanted.',
        ),
      );
    const webhook = createWebhook(to);
    try {
      return taken(
        await webhook.ping(AbortSignal.any([AbortSignal.timeout(PING_WITHIN_MS), signal])),
        webhook.name,
      );
    } catch (error) {
      const [, code] = /\((\w+)\)$/.exec((error as Error).message) ?? [];
      return bad(
        text(
          `${webhook.name} 没有应答${code ? `（${code}）` : ''}。`,
          `${webhook.name} does not answer${code ? ` (${code})` : ''}.`,
        ),
        text(
          '请启动接收方，核对 MERCHANT_WEBHOOK_URL。',
          'Start the receiver, and check MERCHANT_WEBHOOK_URL.',
        ),
      );
    } finally {
      void webhook.close();
    }
  },
};

function taken(status: number, name: string): Verdict {
  if (status >= 200 && status < 300)
    return ok(
      `${name} 收下了签名的 ping（HTTP ${status}）。`,
      `${name} takes a signed ping (HTTP ${status}).`,
    );
  if (status === 401 || status === 403)
    return bad(
      text(
        `${name} 拒绝了签名的 ping（HTTP ${status}）。`,
        `${name} refuses a signed ping (HTTP ${status}).`,
      ),
      text(
        'MERCHANT_WEBHOOK_SECRET 要和接收方的相同；前面也不要有登录。',
        'MERCHANT_WEBHOOK_SECRET must be that of the receiver; no login may stand before it.',
      ),
    );
  return bad(
    text(
      `${name} 没有收下签名的 ping（HTTP ${status}）。`,
      `${name} does not take a signed ping (HTTP ${status}).`,
    ),
    text(
      '不认识的类型也要答 2xx；请看接收方的日志，核对 MERCHANT_WEBHOOK_URL。',
      'It has to answer types that it does not know with 2xx: see its log, and check MERCHANT_WEBHOOK_URL.',
    ),
  );
}

/** Where ends of contracts are to be announced: nobody but WeChat Pay knows what is registered. */
export const termination: Check = {
  id: 'termination',
  name: '解约通知',
  async look({ config }) {
    return unknown(
      text(
        `微信支付把它发往随产品登记的地址（同类产品如此，本产品未证实），登记的是什么从这里查不到；应是 ${config!.notifyUrl} 。`,
        `They go to an address registered with the product (as with its siblings; unproven here), which cannot be seen from here; it should be ${config!.notifyUrl} .`,
      ),
      text(
        '请让开通产品的微信支付人员登记它；没有登记也会知道，只是晚。',
        'Have WeChat Pay register it; without it you learn of them later, by queries.',
      ),
    );
  },
};

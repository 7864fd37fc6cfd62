import type { Logger } from 'pino';
import { type Config, StartError, text } from '../config';
import { type MerchantFunctions, notWrittenYet } from './merchant-functions';
import { createWebhook } from './webhook';

/** Who gets the events. */
export interface Receiver {
  functions: MerchantFunctions;
  /** Who it is, if not the merchant's functions. */
  name?: string;
  close(): Promise<void>;
}

const nobody: MerchantFunctions = { onContractSigned: notWrittenYet, onContractTerminated: notWrittenYet };
const names = ['onContractSigned', 'onContractTerminated'] as const;

/**
 * The webhook, if there is one; nobody, if that is meant; else the merchant's functions.
 * @throws StartError in production, when nobody would get the events and nobody has said that this is meant
 */
export function chooseReceiver(
  { webhook: to, merchantEvents, production }: Config,
  merchant = nobody,
  log: Logger,
): Receiver {
  const unwritten = names.filter((name) => merchant[name] === notWrittenYet);
  const isWritten = unwritten.length < names.length;
  if (isWritten && (to || merchantEvents === 'none')) {
    const instead = to ? 'MERCHANT_WEBHOOK_URL' : 'MERCHANT_EVENTS';
    log.warn({ instead }, "the merchant's functions are not called: `instead` says where events go");
  }
  if (to) {
    const webhook = createWebhook(to);
    log.info({ event: 'events-to', to: webhook.name }, 'events go to the webhook');
    return { functions: webhook, name: webhook.name, close: webhook.close };
  }
  const close = async () => {};
  if (merchantEvents === 'none') return { functions: nobody, close };
  if (production) {
    if (!isWritten) throw new StartError(nobodyGetsThem);
    for (const name of unwritten) {
      log.warn(
        { function: name },
        "one of the merchant's functions is not written yet: it takes every event",
      );
    }
  }
  return { functions: merchant, close };
}

const nobodyGetsThem = text(
  '用户签约、解约后没有谁会知道：server/merchant/index.ts 还没有写（用 createContractServer 的，没有传入 merchant）。请写好它；业务在别的系统里，就设置 MERCHANT_WEBHOOK_URL 和 MERCHANT_WEBHOOK_SECRET；确实不需要事件，就设置 MERCHANT_EVENTS=none。',
  'nobody would learn that a user has signed, or has ended a contract: server/merchant/index.ts is not written yet (or createContractServer has no `merchant`). Write it; or set MERCHANT_WEBHOOK_URL and MERCHANT_WEBHOOK_SECRET, if another system does this; or set MERCHANT_EVENTS=none, if no events are wanted.',
);

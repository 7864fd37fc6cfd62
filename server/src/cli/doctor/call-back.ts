import { setTimeout as delay } from 'node:timers/promises';
import { WechatPayError } from '../../wechatpay';
import { hasAccepted, messageOf } from './contact';
import type { Called, Redis, WithConfig } from './context';
import { type Listener, listen } from './listener';
import { probe } from './probe';

const LOOK_EVERY_MS = 100;

/**
 * Has WeChat Pay send a notification to the notify URL. Through the server that answers there, if it is known by a nonce in
 * Redis; else the doctor listens on `PORT` itself.
 */
export async function callBack(context: WithConfig): Promise<Called> {
  const { config, signal } = context;
  const [redis, contact] = await Promise.all([context.redis().catch(() => undefined), context.wechatPay()]);
  const atServer = await probe(
    config.notifyUrl,
    async ({ nonce }) => redis?.notices.keepSelfTest(nonce).catch(() => {}),
    signal,
  );
  const listener = atServer.who === 'us' ? undefined : await listen(config, contact.client);
  try {
    const seen = listener
      ? await probe(config.notifyUrl, async ({ nonce }) => listener.expect(nonce), signal)
      : atServer;
    const found = { probe: seen, redis, listened: listener !== undefined };
    if (!hasAccepted(contact)) return { ...found, outcome: { kind: 'not asked' } };
    return { ...found, outcome: await ask(context, redis, listener) };
  } finally {
    await listener?.close();
  }
}

async function ask(
  context: WithConfig,
  redis: Redis | undefined,
  listener: Listener | undefined,
): Promise<Called['outcome']> {
  const { config, signal, arriveWithinMs } = context;
  const { client } = await context.wechatPay();
  const echoMessage = messageOf();
  const unopened = async () => (await redis?.notices.unopened().catch(() => 0)) ?? 0;
  const unopenedBefore = await unopened();
  try {
    await client.echo({ echoMessage, notifyUrl: config.notifyUrl });
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error;
    return { kind: 'not sent', error };
  }
  const until = performance.now() + arriveWithinMs;
  while (performance.now() < until && !signal.aborted) {
    const isKnown = await redis?.notices.hasEcho(echoMessage).catch(() => false);
    if (isKnown || listener?.hasArrived(echoMessage)) return { kind: 'arrived' };
    // Only WeChat Pay can have signed what does not open.
    const isUnopened = listener?.refused() === 'ciphertext' || (await unopened()) > unopenedBefore;
    if (isUnopened) return { kind: 'refused', reason: 'ciphertext' };
    await delay(LOOK_EVERY_MS);
  }
  const reason = listener?.refused();
  return reason ? { kind: 'refused', reason } : { kind: 'missing' };
}

import { createHmac, randomUUID } from 'node:crypto';
import { type Dispatcher, Pool } from 'undici';
import type { WebhookConfig } from '../config/config';
import { faultOf } from '../upstream/exchange';
import type { ContractEvent, EventCall, MerchantFunctions } from './merchant-functions';
import { EVENTS_AT_ONCE } from './schedule';

/** Of an answer, in bytes: it is read so that its connection can be used again, and for nothing else. */
const READ_AT_MOST = 64 * 1024;
const CONNECT_WITHIN_MS = 10_000;
/** How long the rest of an answer may stand still. */
const REST_WITHIN_MS = 5_000;

export interface Webhook extends MerchantFunctions {
  /** For texts: the host, for a path or a query may hold secrets. */
  name: string;
  /**
   * Posts `{type: "ping"}`, signed like an event: a receiver takes types that it does not know.
   * @returns the status of the answer; rejects when none comes
   */
  ping(signal: AbortSignal): Promise<number>;
  /** Ends what is under way, and the connections. */
  close(): Promise<void>;
}

/**
 * Posts each event to the merchant's own system, as JSON, by the rules of Standard Webhooks:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * A status of 2xx takes the event; whatever else comes fails this attempt, and stops nothing.
 */
export function createWebhook({ url, secrets }: WebhookConfig): Webhook {
  const { origin, pathname, search, host } = new URL(url);
  const name = `webhook ${host}`;
  const pool = new Pool(origin, {
    connect: { timeout: CONNECT_WITHIN_MS },
    // One for each event that may be under way: those that hang keep no other waiting.
    connections: EVENTS_AT_ONCE,
    bodyTimeout: REST_WITHIN_MS,
  });

  /** @returns the answer's status */
  async function send(event: SentEvent, signal: AbortSignal): Promise<number> {
    const body = Buffer.from(JSON.stringify(event));
    let answer: Dispatcher.ResponseData;
    try {
      answer = await pool.request({
        method: 'POST',
        path: pathname + search,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'wechatpay-contract-kit',
          ...signedHeaders(event.eventId, body, secrets),
        },
        body,
        signal,
      });
    } catch (error) {
      // Not the error itself: it may quote the address.
      throw new Error(`${name}: ${faultOf(error, { isLate: signal.aborted }).message}`);
    }
    void answer.body.dump({ limit: READ_AT_MOST });
    return answer.statusCode;
  }

  async function post(event: ContractEvent, { signal }: EventCall): Promise<void> {
    const status = await send(event, signal);
    if (status >= 200 && status < 300) return;
    const isElsewhere = status >= 300 && status < 400;
    throw new Error(
      `${name} answered ${status}${isElsewhere ? ': redirects are not followed, give the address where it leads' : ''}`,
    );
  }

  return {
    name,
    onContractSigned: post,
    onContractTerminated: post,
    ping: (signal) =>
      send({ type: 'ping', eventId: `ping-${randomUUID()}`, occurredAt: new Date().toISOString() }, signal),
    close: () => pool.destroy(),
  };
}

type SentEvent = ContractEvent | { type: 'ping'; eventId: string; occurredAt: string };

/** @param body the very bytes that are sent */
function signedHeaders(id: string, body: Buffer, secrets: Buffer[]): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body);
    return `v1,${signature.digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

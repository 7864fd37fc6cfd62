import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import type { SigningKey } from './keys';
import { probePrefix, signatureHeaders, spoil, unknownSerial } from './signature';

/** WeChat Pay waits this long for the merchant's answer: https://pay.weixin.qq.com/doc/v3/partner/4019605946 */
const answerWithinMs = 5000;

export type Corruption = 'signature' | 'ciphertext' | 'serial' | 'timestamp';

export interface Attempt {
  at: string;
  /** `Wechatpay-Serial`, -Timestamp and -Nonce as they were sent. */
  serial: string;
  timestamp: string;
  nonce: string;
  corrupt: Corruption | null;
  probe: boolean;
  /** The merchant's answer, or null and an `error`. */
  status: number | null;
  answer: string | null;
  error: string | null;
}

/** What went to the merchant, as it went. */
export interface SentNotification {
  headers: Record<string, string>;
  /** The signature is made over `TIMESTAMP\nNONCE\nBODY\n`. */
  body: string;
}

export interface NotificationRecord {
  id: string;
  createdAt: string;
  eventType: string;
  outContractCode: string | null;
  url: string;
  resource: unknown;
  /** `waiting` for its first or next attempt; `failed` after the last one; `notLoopback`: not sent, the host is not this machine. */
  state: 'waiting' | 'delivered' | 'failed' | 'dropped' | 'notLoopback';
  attempts: Attempt[];
}

/** Posts notifications to the merchant, each signed at that moment. */
export class NotificationSender {
  readonly #agent = new Agent({ connect: { timeout: answerWithinMs } });
  readonly #underWay = new Set<Promise<unknown>>();
  #abort = new AbortController();
  isClosed = false;

  /** One attempt. Never rejects: what went wrong is in the result. */
  async post(
    url: string,
    body: string,
    key: SigningKey,
    how: { corrupt: Corruption | null; probe: boolean },
  ): Promise<{ attempt: Attempt; sent: SentNotification }> {
    const sentBody = how.corrupt === 'ciphertext' ? spoilCiphertext(body) : body;
    const signature = signatureHeaders(sentBody, key, how.corrupt === 'timestamp' ? -600 : 0);
    if (how.corrupt === 'serial') signature['Wechatpay-Serial'] = unknownSerial(key.serial);
    if (how.corrupt === 'signature')
      signature['Wechatpay-Signature'] = spoil(signature['Wechatpay-Signature']);
    if (how.probe)
      signature['Wechatpay-Signature'] = `${probePrefix}${spoil(signature['Wechatpay-Signature'])}`;
    const attempt: Attempt = {
      at: new Date().toISOString(),
      serial: signature['Wechatpay-Serial'],
      timestamp: signature['Wechatpay-Timestamp'],
      nonce: signature['Wechatpay-Nonce'],
      ...how,
      status: null,
      answer: null,
      error: null,
    };
    const headers = {
      ...signature,
      'Content-Type': 'application/json',
      Accept: '*/*',
      'User-Agent': 'Mozilla/4.0',
      'Request-ID': `08${randomBytes(16).toString('hex').toUpperCase()}-0`,
    };
    const sent = { headers, body: sentBody };
    const posting = this.#request(url, sent);
    this.#underWay.add(posting);
    try {
      const { status, answer } = await posting;
      return { attempt: { ...attempt, status, answer }, sent };
    } catch (error) {
      return { attempt: { ...attempt, error: error instanceof Error ? error.message : String(error) }, sent };
    } finally {
      this.#underWay.delete(posting);
    }
  }

  /** Gives up the attempts that are under way. */
  abort(): void {
    this.#abort.abort(
      new Error('模拟器已重置或结束，不再发送。Given up: the simulator was reset or closed.'),
    );
    this.#abort = new AbortController();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.abort();
    await Promise.allSettled(this.#underWay);
    await this.#agent.destroy();
  }

  async #request(url: string, { headers, body }: SentNotification) {
    const timeout = AbortSignal.timeout(answerWithinMs);
    const response = await request(url, {
      method: 'POST',
      dispatcher: this.#agent,
      signal: AbortSignal.any([timeout, this.#abort.signal]),
      headers,
      body,
    });
    return { status: response.statusCode, answer: (await response.body.text()).slice(0, 1000) };
  }
}

function spoilCiphertext(body: string): string {
  return body.replace(
    /("ciphertext":")([^"]+)/,
    (_, before: string, ciphertext: string) => before + spoil(ciphertext),
  );
}

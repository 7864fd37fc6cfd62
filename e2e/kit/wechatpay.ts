import { randomBytes } from 'node:crypto';
import { answerMessage, encrypt, loadKeys, resolveOptions, sign } from '@contract-kit/simulator/testing';
import { request } from 'undici';

/** A notification of one's own making: what WeChat Pay would send, and what somebody else might. */
export interface Forged {
  /** Encrypted: a text or bytes as they are, anything else as JSON. */
  resource?: unknown;
  eventType?: string;
  originalType?: string;
  /** Which of WeChat Pay's keys signs. */
  key?: 'publicKey' | 'certificate';
  /** Which of them the notification says has signed. */
  namedKey?: 'publicKey' | 'certificate';
  /** Encrypts with this key instead of the merchant's. */
  apiV3Key?: string;
  /** Makes something else of the envelope before it is signed. */
  envelope?: (envelope: Envelope) => unknown;
  /** Sent and signed instead of an envelope. */
  body?: string | Buffer;
  /** Signed with the time so many seconds from now. */
  skewSeconds?: number;
  /** Signs this timestamp as it is. */
  timestamp?: string;
  /** Sent instead of, or with undefined left out of, the headers that belong to it. */
  headers?: Record<string, string | undefined>;
  /** Sent instead of what was signed. */
  sent?: (body: Buffer) => Buffer;
}

interface Envelope extends Record<string, unknown> {
  resource: Record<string, unknown> & { ciphertext: string; nonce: string };
}

export interface NotificationAnswer {
  status: number;
  /** Absent for an answer without a body. */
  body?: { code: string; message: string };
}

/** Signs and encrypts with WeChat Pay's keys, also what the simulator never would. */
export async function createForger(notifyUrl: string) {
  const keys = await loadKeys(resolveOptions({}).keysDir);

  return async (forged: Forged): Promise<NotificationAnswer> => {
    const signer = keys[forged.key ?? 'publicKey'];
    const signed = Buffer.from(forged.body ?? JSON.stringify(envelopeOf(forged, keys.apiV3Key)));
    const timestamp = forged.timestamp ?? String(Math.floor(Date.now() / 1000) + (forged.skewSeconds ?? 0));
    const nonce = randomBytes(16).toString('hex');
    const headers: Record<string, string | undefined> = {
      'content-type': 'application/json',
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': keys[forged.namedKey ?? forged.key ?? 'publicKey'].serial,
      'wechatpay-signature': sign(answerMessage(timestamp, nonce, signed), signer.privateKey),
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      ...forged.headers,
    };
    const answer = await request(notifyUrl, {
      method: 'POST',
      headers: Object.fromEntries(
        Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      body: forged.sent?.(signed) ?? signed,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, ...(text !== '' && { body: JSON.parse(text) }) };
  };
}

function envelopeOf(forged: Forged, apiV3Key: string): unknown {
  const { resource = {}, eventType = 'ENTRUST.SIGN', originalType = 'entrust' } = forged;
  const isText = typeof resource === 'string' || Buffer.isBuffer(resource);
  const envelope = {
    id: randomBytes(18).toString('hex'),
    create_time: new Date().toISOString(),
    event_type: eventType,
    resource_type: 'encrypt-resource',
    summary: '签约成功',
    resource: {
      original_type: originalType,
      ...encrypt(isText ? resource : JSON.stringify(resource), forged.apiV3Key ?? apiV3Key, originalType),
    },
  };
  return forged.envelope ? forged.envelope(envelope) : envelope;
}

/** What WeChat Pay would say of the contract that came of this pre-sign request. */
export function contractReport(
  preSign: Record<string, unknown>,
  mchid: string,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const { notify_url, ...fields } = preSign;
  return {
    ...fields,
    sp_mchid: mchid,
    contract_id: `20${BigInt(`0x${randomBytes(7).toString('hex')}`)}`,
    contract_state: 'SIGNED',
    contract_signed_time: '2026-11-23T16:00:00+08:00',
    ...(changes.contract_state === 'TERMINATED' && {
      contract_terminate_info: {
        contract_termination_mode: 'USER_TERMINATE',
        contract_terminated_time: '2026-11-23T17:00:00+08:00',
        contract_termination_remark: '',
      },
    }),
    ...changes,
  };
}

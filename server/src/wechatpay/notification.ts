import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { decodeJson } from '../upstream/decode';
import type { Headers } from '../upstream/exchange';
import { contractReport, describeMismatch } from './contract';
import { DecryptionError, decryptResource } from './decrypt';
import { type Notification, NotificationError } from './types';
import { type FindKey, SignatureError, verifySignature } from './verify';

/**
 * Verifies a notification over its raw bytes, decrypts and reads it. Rejects with `NotificationError`, whose reason is
 * `keys_unavailable` when the key that it names could not be fetched: then it is to be sent again.
 */
export async function parseNotification(
  headers: Headers,
  body: Buffer,
  { findKey, apiV3Key, now }: { findKey: FindKey; apiV3Key: KeyObject; now: () => number },
): Promise<Notification> {
  try {
    await verifySignature(headers, body, findKey, now());
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    throw new NotificationError(error.reason, error.message);
  }
  const envelope = envelopeSchema.safeParse(decodeJson(body));
  if (!envelope.success) {
    throw new NotificationError('envelope', `not a notification: ${describeMismatch(envelope.error)}`);
  }
  const { id, event_type: eventType, resource } = envelope.data;
  return { id, eventType, ...readContent(resource.original_type, open(resource, apiV3Key)) };
}

/** `original_type` of the notification that `echo` asks for: https://pay.weixin.qq.com/doc/v3/partner/4019605946 */
const ECHO_TYPE = 'security';

const envelopeSchema = z.object({
  id: label(),
  event_type: label(),
  resource: z.object({
    original_type: z.string().nullish(),
    algorithm: z.string(),
    ciphertext: z.string(),
    associated_data: z.string().nullish(),
    nonce: z.string(),
  }),
});

const echoSchema = z.object({ echo_message: z.string() });
const codeSchema = z.object({ out_contract_code: z.string().regex(/^[0-9A-Za-z]{1,32}$/) });

/** Of use in the log only: a notification is not refused for it. Empty when it is not given as one would expect. */
function label() {
  return z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''));
}

function open(resource: z.infer<typeof envelopeSchema>['resource'], apiV3Key: KeyObject): Buffer {
  try {
    return decryptResource(resource, apiV3Key);
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    throw new NotificationError(error.reason, error.message);
  }
}

type Content<N = Notification> = N extends Notification ? Omit<N, 'id' | 'eventType'> : never;

function readContent(originalType: string | null | undefined, plaintext: Buffer): Content {
  const content = decodeJson(plaintext);
  if (originalType === ECHO_TYPE) {
    const echo = echoSchema.safeParse(content);
    return echo.success
      ? { kind: 'echo', echoMessage: echo.data.echo_message }
      : { kind: 'unreadable', reason: describeMismatch(echo.error) };
  }
  const contract = contractReport.safeParse(content);
  if (contract.success) return { kind: 'contract', contract: contract.data };
  const code = codeSchema.safeParse(content);
  return {
    kind: 'unreadable',
    ...(code.success ? { outContractCode: code.data.out_contract_code } : {}),
    reason: describeMismatch(contract.error),
  };
}

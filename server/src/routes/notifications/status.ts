import { ApiError } from '../../api-error';
import { NotificationError, type NotificationReason } from '../../wechatpay';

/** How a notification is answered that is not to be acted on. */
const statuses: Record<NotificationReason, 400 | 401 | 503> = {
  missing_header: 401,
  malformed_header: 400,
  signature_type: 401,
  timestamp: 401,
  unknown_serial: 401,
  signature: 401,
  // So that WeChat Pay sends it again.
  keys_unavailable: 503,
  envelope: 400,
  algorithm: 400,
  ciphertext: 400,
  unreadable: 400,
  mismatch: 400,
};

/** The HTTP status that tells WeChat Pay of what became of its notification: by 503 it sends it again. */
export function statusOf(error: unknown): number {
  if (error instanceof NotificationError) return statuses[error.reason];
  if (error instanceof ApiError && error.code === 'body_too_large') return 413;
  if (error instanceof ApiError && error.code === 'invalid_request') return 400;
  return 503;
}

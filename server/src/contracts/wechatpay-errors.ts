import { ApiError } from '../api-error';
import { WechatPayError } from '../wechatpay';

const RETRY_AFTER_SECONDS = 5;

/** Says to our caller what WeChat Pay's refusal or silence means for them. */
export function refusedBy(error: unknown): never {
  if (!(error instanceof WechatPayError)) throw error;
  const { code, requestId, retryAfterSeconds = RETRY_AFTER_SECONDS } = error.details;
  switch (error.kind) {
    case 'refused':
      throw new ApiError('wechatpay_refused', { details: { wechatpayCode: code, requestId }, cause: error });
    case 'rate_limited':
    case 'unavailable':
      throw new ApiError('wechatpay_unavailable', { retryAfterSeconds, cause: error });
    case 'timeout':
      throw new ApiError('wechatpay_timeout', { cause: error });
    case 'clock_wrong':
      throw new ApiError('server_clock_wrong', { retryAfterSeconds, cause: error });
    case 'unverified':
      throw new ApiError('wechatpay_unverified', { cause: error });
  }
}

/** What to log of it: the answer's own words, none of the request's. */
export function loggable({ kind, message, details }: WechatPayError): Record<string, unknown> {
  const { httpStatus, code: wechatpayCode, requestId } = details;
  return { kind, reason: message, httpStatus, wechatpayCode, wechatpayRequestId: requestId };
}

import { errors } from '@contract-kit/shared';
import { ApiError } from '../api-error';
import { WechatPayError, type WechatPayErrorKind } from '../wechatpay';
import { refusedBy } from './wechatpay-errors';

function answerTo(error: WechatPayError) {
  try {
    return refusedBy(error);
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    return [errors[thrown.code].status, thrown.code, thrown.options.retryAfterSeconds];
  }
}

test.each<[WechatPayErrorKind, number, string, number | undefined]>([
  ['refused', 502, 'wechatpay_refused', undefined],
  ['unverified', 502, 'wechatpay_unverified', undefined],
  ['rate_limited', 503, 'wechatpay_unavailable', 40],
  ['unavailable', 503, 'wechatpay_unavailable', 40],
  ['clock_wrong', 503, 'server_clock_wrong', 40],
  ['timeout', 504, 'wechatpay_timeout', undefined],
])('a call that is %s is answered %d %s', (kind, status, code, retryAfterSeconds) => {
  const error = new WechatPayError(kind, '…', { code: 'X', retryAfterSeconds: 40 });
  expect(answerTo(error)).toEqual([status, code, retryAfterSeconds]);
});

test('a refusal passes on the code and the request id', () => {
  const error = new WechatPayError('refused', '…', { httpStatus: 403, code: 'NO_AUTH', requestId: 'R-1' });
  expect(() => refusedBy(error)).toThrow(
    expect.objectContaining({
      options: { details: { wechatpayCode: 'NO_AUTH', requestId: 'R-1' }, cause: error },
    }),
  );
});

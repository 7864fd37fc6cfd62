import { complaints, load, said } from '../../test/env';

const codes = (value: string) => load({ WECHATPAY_NO_CONTRACT_CODES: value }).wechatPay.noContractCodes;

test('statuses and codes are read, blanks around them and repetitions dropped', () => {
  expect(codes('400:PARAM_ERROR')).toEqual(['400:PARAM_ERROR']);
  expect(codes(' 400:PARAM_ERROR , 404:X_1,400:PARAM_ERROR')).toEqual(['400:PARAM_ERROR', '404:X_1']);
  expect(codes('')).toBeUndefined();
});

test.each([
  'PARAM_ERROR',
  '400',
  '400:',
  '400:param_error',
  '400:PARAM_ERROR,',
  '400：PARAM_ERROR',
  '40:X',
  '*',
])('%s is refused, and the form is shown', (value) => {
  expect(complaints({ WECHATPAY_NO_CONTRACT_CODES: value })).toEqual(['WECHATPAY_NO_CONTRACT_CODES']);
  expect(said({ WECHATPAY_NO_CONTRACT_CODES: value })).toContain('例如 400:PARAM_ERROR,404:ORDER_NOT_EXIST');
});

test.each([
  '401:CONTRACT_NOT_EXIST',
  '429:NOT_FOUND',
  '500:NOT_FOUND',
  '503:NOT_FOUND',
  '200:NOT_SIGNED',
  '302:FOUND',
  '400:SIGN_ERROR',
  '400:SIGNATURE_ERROR',
  '403:NO_AUTH',
  '403:NOAUTH',
  '403:PERMISSION_DENIED',
  '403:FREQUENCY_LIMITED',
  '403:FREQUENCY_LIMIT_EXCEED',
  '403:RATELIMIT_EXCEEDED',
  '400:SYSTEM_ERROR',
  '400:SYSTEMERROR',
  '404:CONTRACT_NOT_EXIST,403:NO_AUTH',
])('%s is refused: it says nothing about a contract', (value) => {
  expect(said({ WECHATPAY_NO_CONTRACT_CODES: value })).toContain('不能表示“没有这份协议”');
});

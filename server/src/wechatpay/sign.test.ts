import { requestMessage } from './sign';

/** The example of WeChat Pay's page on signing: https://pay.weixin.qq.com/doc/v3/partner/4012365870 */
test('the signed text is the published example', () => {
  const text = requestMessage({
    method: 'GET',
    path: '/v3/certificates',
    timestamp: 1554208460,
    nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
    body: '',
  });
  expect(text).toBe('GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n');
});

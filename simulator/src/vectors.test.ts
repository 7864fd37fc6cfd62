import { parseAuthorization, requestMessage } from './signature';

// The documentation's own examples: they hold the simulator to something outside it.

test('the message of the documentation’s signing example', () => {
  // https://pay.weixin.qq.com/doc/v3/merchant/4012365336
  const message = requestMessage({
    method: 'GET',
    url: '/v3/certificates',
    timestamp: '1554208460',
    nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
    body: '',
  });
  expect(message.toString()).toBe('GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n');
});

test('an Authorization laid out like the documentation’s example (its signature shortened)', () => {
  const value =
    'WECHATPAY2-SHA256-RSA2048 mchid="1900009191",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",' +
    'signature="uOVRnA4qG/MNnYzdQxJanN+zU+lTgIcnU9BxGw5dKjK==",timestamp="1554208460",' +
    'serial_no="1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"';
  expect(parseAuthorization(value)).toEqual({
    mchid: '1900009191',
    nonce_str: '593BEC0C930BF1AFEB40B4A08C8FB242',
    signature: 'uOVRnA4qG/MNnYzdQxJanN+zU+lTgIcnU9BxGw5dKjK==',
    timestamp: '1554208460',
    serial_no: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
  });
});

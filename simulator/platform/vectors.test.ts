import { createPublicKey } from 'node:crypto';
import { Aes } from 'wechatpay-axios-plugin';
import { answerMessage, parseAuthorization, requestMessage, verify } from './signature';
import { decrypt, isSignedBy } from './testing/merchant';
import published from './testing/published-notification.json';

// Examples that WeChat Pay has published: they hold the simulator, and the tests' own tools, to something outside both.

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

test('a notification that WeChat Pay’s own Go SDK verifies in its tests', () => {
  const { publicKey, headers, body } = published;
  const message = answerMessage(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body);
  expect(verify(message, headers['wechatpay-signature'], createPublicKey(publicKey))).toBe(true);
  expect(isSignedBy(publicKey, headers, body)).toBe(true);
  expect(isSignedBy(publicKey, headers, `${body} `)).toBe(false);
});

test('a ciphertext that WeChat Pay’s own Java SDK opens in its tests', () => {
  // wechatpay-java, core/src/test/java/com/wechat/pay/java/core/cipher/AeadAesCipherTest.java
  const apiV3Key = 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb';
  const [ciphertext, nonce, associated_data] = [
    'ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=',
    'uluk4a9R25RW',
    'associatedData',
  ];
  expect(decrypt({ ciphertext, nonce, associated_data }, apiV3Key)).toBe('message');
  expect(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data)).toBe('message');
});

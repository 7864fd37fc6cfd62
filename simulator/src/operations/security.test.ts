import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { decrypt, fetchCertificate } from '../testing/merchant';
import { startBench } from '../testing/start';

const bench = startBench();
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };

test('certificates: encrypted with the APIv3 key, in date, under the serial that they carry', async () => {
  const { certificate, serial } = await fetchCertificate(bench.merchant);
  expect(certificate.serialNumber).toBe(serial);
  expect(serial).toMatch(/^[0-9A-F]{40}$/);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 365 * 86_400_000);
});

describe('echo', () => {
  const echo = (body: unknown, serial = bench.merchant.env.WECHATPAY_PUBLIC_KEY_ID) =>
    bench.merchant.call('POST', '/v3/security/echo', { body, headers: { 'Wechatpay-Serial': serial } });

  test('says the message back', async () => {
    expect((await echo({ echo_message: 'hello' })).json).toEqual({ echo_message: 'hello' });
  });

  test('re-encrypts for the merchant what was encrypted for WeChat Pay', async () => {
    const { env } = bench.merchant;
    const forWechatPay = publicEncrypt({ key: env.WECHATPAY_PUBLIC_KEY ?? '', ...oaep }, Buffer.from('密'));
    const { json } = await echo({
      echo_message: 'hello',
      encrypted_echo_message: forWechatPay.toString('base64'),
    });
    const forMerchant = Buffer.from(String(json.encrypted_echo_message), 'base64');
    const key = env.WECHATPAY_MERCHANT_PRIVATE_KEY ?? '';
    expect(privateDecrypt({ key, ...oaep }, forMerchant).toString()).toBe('密');
  });

  test('with a notify_url, posts a notification there, signed with the key that was named', async () => {
    const { merchant, receiver } = bench;
    await echo({ echo_message: 'hello', notify_url: receiver.url });
    await merchant.control('GET', '/notifications?eventType=SECURITY_ECHO.SUCCESS&state=delivered&wait=10');
    const [sent] = receiver.received;
    expect(sent?.headers['wechatpay-serial']).toBe(merchant.env.WECHATPAY_PUBLIC_KEY_ID);
    const { event_type, resource } = JSON.parse(sent?.text ?? '');
    expect(event_type).toBe('SECURITY_ECHO.SUCCESS');
    expect(resource.original_type).toBe('security');
    const plain = decrypt(resource, merchant.env.WECHATPAY_APIV3_KEY ?? '');
    expect(JSON.parse(plain)).toEqual({ echo_message: 'hello' });
  });

  test.each([
    [{}],
    [{ echo_message: '' }],
    [{ echo_message: 'a', more: 1 }],
    [{ echo_message: 'a', encrypted_echo_message: 'AAAA' }],
    [{ echo_message: 'a', notify_url: 'https://example.com' }],
  ])('the body %j: 400 PARAM_ERROR', async (body) => {
    expect(await echo(body)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  });

  test('without Wechatpay-Serial: 400 PARAM_ERROR', async () => {
    const reply = await bench.merchant.call('POST', '/v3/security/echo', { body: { echo_message: 'a' } });
    expect(reply).toMatchObject({ status: 400, json: { detail: { field: 'Wechatpay-Serial' } } });
  });
});

import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { fetchCertificate } from './testing/merchant';
import { startBench } from './testing/start';
import { createTamperingProxy, type Forwarded } from './testing/tampering-proxy';

// wechatpay-axios-plugin was written by others against the real WeChat Pay: what it accepts, and what of its own is accepted, is evidence.

const bench = startBench();

/** The two chains that are called, which the plugin types only as an index of itself. */
interface Chains {
  v3: {
    certificates: { get(): Promise<{ data: object }> };
    passwordExemptContract: {
      contracts: {
        serviceProvider: {
          preEntrustSign: {
            miniProgram: { post(fields: object, config?: object): Promise<{ data: object }> };
          };
        };
        serviceId: Record<
          string,
          { outContractCode: Record<string, { get(config: object): Promise<unknown> }> }
        >;
      };
    };
  };
}

function createPlugin(certs: Record<string, string>, baseURL = bench.simulator.url): Chains {
  const { env } = bench.merchant;
  const plugin: unknown = new Wechatpay({
    baseURL: `${baseURL}/`,
    mchid: env.WECHATPAY_MCHID ?? '',
    serial: env.WECHATPAY_MERCHANT_SERIAL ?? '',
    privateKey: env.WECHATPAY_MERCHANT_PRIVATE_KEY ?? '',
    certs,
  });
  return plugin as Chains;
}

function publicKeyMode() {
  const { WECHATPAY_PUBLIC_KEY_ID: id = '', WECHATPAY_PUBLIC_KEY: key = '' } = bench.merchant.env;
  return { certs: { [id]: key }, headers: { 'Wechatpay-Serial': id } };
}

async function certificateMode() {
  const { serial, pem } = await fetchCertificate(bench.merchant);
  return { certs: { [serial]: pem }, headers: {} };
}

describe.each([
  ['public-key', publicKeyMode],
  ['certificate', certificateMode],
])('wechatpay-axios-plugin in %s mode', (_, mode) => {
  test('pre-signs with nine fields and believes the seven that come back', async () => {
    const { certs, headers } = await mode();
    const plugin = createPlugin(certs);
    const fields = bench.merchant.preEntrustSignFields({ sp_openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw' });
    expect(Object.keys(fields)).toHaveLength(9);
    const { data } =
      await plugin.v3.passwordExemptContract.contracts.serviceProvider.preEntrustSign.miniProgram.post(
        fields,
        { headers },
      );
    expect(data).toEqual({
      pre_entrustweb_id: expect.any(String),
      mchid: bench.merchant.env.WECHATPAY_MCHID,
      sub_mchid: fields.sub_mchid,
      service_id: fields.service_id,
      out_contract_code: fields.out_contract_code,
      sign_mp_appid: 'wxbd687630cd02ce1d',
      sign_mp_path: 'pages/PwdExemptContract/index',
    });
  });

  test('verifies and decrypts the notification', async () => {
    const { merchant, receiver } = bench;
    const { certs, headers } = await mode();
    const { code } = await merchant.preEntrustSign({ notify_url: receiver.url }, { headers });
    await merchant.control('POST', `/contracts/${code}/sign`);
    await merchant.control('GET', `/notifications?outContractCode=${code}&state=delivered&wait=10`);
    const [sent] = receiver.received;
    const header = (name: string) => String(sent?.headers[name]);
    const key = certs[header('wechatpay-serial')];
    const signed = Formatter.response(
      header('wechatpay-timestamp'),
      header('wechatpay-nonce'),
      sent?.text ?? '',
    );
    expect(Rsa.verify(signed, header('wechatpay-signature'), key ?? '')).toBe(true);
    const { ciphertext, nonce, associated_data } = JSON.parse(sent?.text ?? '').resource;
    const apiV3Key = merchant.env.WECHATPAY_APIV3_KEY ?? '';
    const plain = Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data);
    expect(JSON.parse(plain)).toMatchObject({ out_contract_code: code, contract_state: 'SIGNED' });
  });
});

test('it refuses an answer that is wrongly signed', async () => {
  const { certs } = await certificateMode();
  await bench.merchant.control('PUT', '/faults', [{ operation: 'certificates', badSignature: true }]);
  await expect(createPlugin(certs).v3.certificates.get()).rejects.toMatchObject({
    code: 'EV3_RES_HEADER_SIGNATURE_DIGEST',
  });
});

describe('a request that it signed, tampered with on the way', () => {
  const authorization = (pattern: RegExp, by: string) => (sent: Forwarded) => ({
    authorization: sent.authorization.replace(pattern, by),
  });
  const tampered: [string, (sent: Forwarded) => Partial<Forwarded>][] = [
    ['path', ({ url }) => ({ url: `${url}x` })],
    ['query', ({ url }) => ({ url: `${url}?sub_mchid=1900000110` })],
    ['body', ({ body }) => ({ body: body.replace('微信用户', '别的用户') })],
    ['body, in its white space only', ({ body }) => ({ body: body.replace('{', '{ ') })],
    ['time', authorization(/timestamp="\d+"/, `timestamp="${Math.floor(Date.now() / 1000) - 30}"`)],
    ['nonce', authorization(/nonce_str="[^"]+"/, 'nonce_str="abcdefghijklmnopqrstuvwxyz012345"')],
    ['signature', authorization(/signature="..../, 'signature="AAAA')],
  ];

  async function send(tamper: (sent: Forwarded) => Partial<Forwarded>) {
    const proxy = await createTamperingProxy(bench.simulator.url, tamper);
    try {
      const { certs } = await certificateMode();
      const { post } = createPlugin(certs, proxy.url).v3.passwordExemptContract.contracts.serviceProvider
        .preEntrustSign.miniProgram;
      return await post(bench.merchant.preEntrustSignFields());
    } finally {
      await proxy.close();
    }
  }

  test('left alone, it is accepted', async () => {
    expect(await send(() => ({}))).toMatchObject({ status: 200 });
  });

  test.each(tampered)('%s: 401 SIGN_ERROR', async (_, tamper) => {
    await expect(send(tamper)).rejects.toMatchObject({
      response: { status: 401, data: { code: 'SIGN_ERROR' } },
    });
    expect(await bench.merchant.control('GET', '/contracts')).toEqual({ contracts: [] });
  });

  test('method: 401 SIGN_ERROR', async () => {
    const proxy = await createTamperingProxy(bench.simulator.url, () => ({ method: 'PUT' }));
    const { certs } = await certificateMode();
    await expect(createPlugin(certs, proxy.url).v3.certificates.get()).rejects.toMatchObject({
      response: { status: 401 },
    });
    await proxy.close();
  });
});

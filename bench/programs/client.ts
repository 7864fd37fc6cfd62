import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Agent } from 'node:https';
import { createRequire } from 'node:module';
import { createWechatPay } from '@contract-kit/server/wechatpay';
import { party } from '../world/settings';
import { answer } from './answer';

/*
 * One client of WeChat Pay, ours or a peer's, as its own documents would have it used, at its best: keys are prepared once and
 * connections kept where it can. Peers are installed by the bench alone, in bench/peers, so nothing here may need their types.
 */

const env = process.env as Record<string, string>;
const path = '/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program';
const merchantKey = createPrivateKey(env.WECHATPAY_MERCHANT_PRIVATE_KEY!);
const platformKey = createPublicKey(env.WECHATPAY_PUBLIC_KEY!);

const body = (outContractCode: string) => ({
  sp_appid: party.spAppid,
  sub_mchid: party.subMchid,
  sub_appid: party.subAppid,
  sub_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  service_id: party.serviceId,
  out_contract_code: outContractCode,
  notify_url: 'https://pay.example.com/notifications/wechatpay',
  contract_display_account: '微信用户',
});

/** Pre-signs, and gives the session that WeChat Pay names. */
type PreSign = (outContractCode: string) => Promise<string>;

const peer = (name: string) => createRequire(`${env.PEERS}/package.json`)(name);

const clients: Record<string, () => Promise<PreSign>> = {
  async ours() {
    const quiet = () => {};
    const log = { info: quiet, warn: quiet, error: quiet };
    const client = createWechatPay(
      {
        mchid: party.mchid,
        merchantSerial: party.merchantSerial,
        merchantPrivateKey: merchantKey,
        apiV3Key: Buffer.from(party.apiV3Key),
        publicKey: { id: party.publicKeyId, key: platformKey },
        baseUrl: env.BASE_URL!,
      },
      { log: log as never },
    );
    await client.start();
    return async (outContractCode) => {
      const answered = await client.preEntrustSign({
        spAppid: party.spAppid,
        subMchid: party.subMchid,
        subAppid: party.subAppid,
        subOpenid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
        serviceId: party.serviceId,
        outContractCode,
        notifyUrl: 'https://pay.example.com/notifications/wechatpay',
        contractDisplayAccount: '微信用户',
      });
      return answered.preEntrustwebId;
    };
  },

  async 'wechatpay-axios-plugin'() {
    const { Wechatpay } = peer('wechatpay-axios-plugin');
    const { v3 } = new Wechatpay({
      baseURL: `${env.BASE_URL}/`,
      mchid: party.mchid,
      serial: party.merchantSerial,
      privateKey: merchantKey,
      certs: { [party.publicKeyId]: platformKey },
      httpsAgent: new Agent({ keepAlive: true }),
    });
    const { miniProgram } = v3.passwordExemptContract.contracts.serviceProvider.preEntrustSign;
    return async (outContractCode) => (await miniProgram.post(body(outContractCode))).data.pre_entrustweb_id;
  },

  /** It verifies no answer by itself, and opens a connection for each call. */
  async 'wechatpay-node-v3'() {
    const Pay = peer('wechatpay-node-v3');
    const pay = new Pay({
      appid: party.spAppid,
      mchid: party.mchid,
      serial_no: party.merchantSerial,
      publicKey: Buffer.from(env.WECHATPAY_PUBLIC_KEY!),
      privateKey: Buffer.from(env.WECHATPAY_MERCHANT_PRIVATE_KEY!),
    });
    const url = `${env.BASE_URL}${path}`;
    return async (outContractCode) => {
      const content = body(outContractCode);
      const headers = pay.getHeaders(pay.buildAuthorization('POST', url, content), {
        'Content-Type': 'application/json',
      });
      const { status, data, error } = await pay.httpService.post(url, content, headers);
      if (status !== 200) throw new Error(`${status} ${error}`);
      return data.pre_entrustweb_id;
    };
  },
};

const ready = clients[env.CLIENT!]!();
let next = 0;

answer({
  /** Makes so many calls, 32 at once, each of which has to name its own session. */
  async calls(count: number) {
    const preSign = await ready;
    let left = count;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (left-- > 0) {
          const code = `client${next++}`;
          const session = await preSign(code);
          if (session !== `PRE${code}`) throw new Error(`${env.CLIENT} got ${session} for ${code}`);
        }
      }),
    );
  },
});

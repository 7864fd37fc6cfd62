import type { SimulatorOptions } from '@contract-kit/simulator';
import { startBench } from '@contract-kit/simulator/testing';
import { Phone } from '../runtime/node-host';

export const merchantAppId = 'wxd678efh567hg6787';
const origin = 'https://signing.wechatpay.invalid';

/** A simulator with sessions to sign, and phones with the signing mini-program on them, closed after each test. */
export function signingBench(options: SimulatorOptions = {}) {
  const bench = startBench(options);
  const phones: Phone[] = [];

  afterEach(() => {
    for (const phone of phones.splice(0)) {
      phone.close();
      expect(phone.log.errors).toEqual([]);
      expect([...phone.log.unknownNames]).toEqual([]);
    }
  });

  const codeFor = async (user: string) => ({ code: await bench.control.code(user) });

  return {
    /** A session for this user; `code` is the merchant's own. */
    async preSign(user = 'ming') {
      const { env, send, preEntrustSign } = bench.merchant;
      const { code } = await codeFor(user);
      const query = `appid=${env.SUB_APPID}&secret=${env.LOGIN_APP_SECRET}&js_code=${code}`;
      const path = `/sns/jscode2session?${query}&grant_type=authorization_code`;
      const { openid } = (await send('GET', path, {})).json;
      return preEntrustSign({ sub_openid: openid });
    },

    /** `user`'s phone, on which nothing is open yet. */
    phoneOf(user = 'ming', device: ConstructorParameters<typeof Phone>[0]['device'] = {}) {
      const phone = new Phone({
        package: __dirname,
        appId: 'wxbd687630cd02ce1d',
        origins: { [origin]: bench.control.url },
        login: () => codeFor(user),
        device,
      });
      phones.push(phone);
      return phone;
    },

    /** Leads the phone's requests elsewhere, or back to the simulator. */
    lead: (phone: Phone, url = bench.control.url) => phone.setOrigin(origin, url),

    control: () => bench.control,

    async stateOf(outContractCode: string) {
      const contracts = await bench.control.contracts();
      return contracts.find((contract) => contract.outContractCode === outContractCode);
    },
  };
}

/** How a merchant's mini-program opens this one. */
export function fromMerchant(id?: string) {
  const extraData = id === undefined ? {} : { extraData: { pre_entrustweb_id: id } };
  return { scene: 1037, referrerInfo: { appId: merchantAppId, ...extraData } };
}

/** The last parts of the addresses that the page has asked: open, sign, … */
export function asked(phone: Phone): string[] {
  return phone.log
    .named('request')
    .map(({ params }) => String((params as { url: string }).url.split('/').at(-1)));
}

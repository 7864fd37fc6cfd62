import type { Phone } from '@contract-kit/phone/runtime/node';
import { signingAppId } from './kit';

/** One way in which WeChat may bring the user back from the signing mini-program. */
export interface WayBack {
  comeBack(phone: Phone): void;
  /** What the server is to hear of it, once. */
  told: { scene: number; referrerAppId?: string; extraData?: { return_code?: string } };
  /** Later the app comes to the foreground once more: what the server hears then, while nothing is decided. */
  again?: { show(phone: Phone): void; told: { scene: number; referrerAppId?: string } };
}

const success = { return_code: 'SUCCESS', return_msg: '签约成功', contract_id: '201710180325670965' };
const fail = { return_code: 'FAIL', return_msg: '签约失败' };
const from = { scene: 1038, referrerAppId: signingAppId };

export const waysBack: Record<string, WayBack> = {
  SUCCESS: {
    comeBack: (phone) => phone.returnFromOtherApp(success),
    told: { ...from, extraData: success },
  },
  FAIL: {
    comeBack: (phone) => phone.returnFromOtherApp(fail),
    told: { ...from, extraData: fail },
  },
  '{}': {
    comeBack: (phone) => phone.returnFromOtherApp({}),
    told: { ...from, extraData: {} },
  },
  'no extraData': {
    comeBack: (phone) => phone.returnFromOtherApp(),
    told: from,
  },
  'no referrerInfo': {
    comeBack: (phone) => phone.returnFromOtherApp(success, { referrerInfo: undefined }),
    told: { scene: 1038 },
  },
  'another appId': {
    comeBack: (phone) =>
      phone.returnFromOtherApp(success, { referrerInfo: { appId: 'wxother', extraData: success } }),
    told: { scene: 1038, referrerAppId: 'wxother' },
  },
  'another scene': {
    comeBack: (phone) => phone.returnFromOtherApp(success, { scene: 1037 }),
    told: { scene: 1037, referrerAppId: signingAppId },
  },
  'the same options twice': {
    comeBack: (phone) => phone.returnFromOtherApp(success),
    told: { ...from, extraData: success },
    again: {
      show(phone) {
        phone.hide();
        phone.show();
      },
      told: from,
    },
  },
  'a cold start with 1038': {
    comeBack(phone) {
      phone.kill();
      phone.returnFromOtherApp(success);
    },
    told: { ...from, extraData: success },
  },
  'a cold start without': {
    comeBack(phone) {
      phone.kill();
      phone.coldStart();
    },
    told: { scene: 1001 },
  },
};

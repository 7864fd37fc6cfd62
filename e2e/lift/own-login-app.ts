import type { Phone } from '@contract-kit/phone/runtime/node';
import type { Kit } from '../kit';
import { allowJump, createPhone } from '../kit/phone';
import { createAppFolder } from './app-folder';
import { baseUrlOf, readGuide } from './guide';

/** The service key that the merchant's own back end has. */
export const serviceKey = 'a-key-of-32-characters-of-backend';

/** The server has the service API, and no AppSecret. */
export const ownLoginEnv = (servicePort: number) => ({
  SERVICE_PORT: String(servicePort),
  SERVICE_API_KEYS: `backend:${serviceKey}`,
  LOGIN_APP_SECRET: '',
});

/** The native mini-program of the guide, whose users log in to the merchant's own back end. */
export async function createOwnLoginApp() {
  const guide = readGuide('integrate.md');
  const files = new Map([...guide.files('原生小程序'), ...guide.files('你自己的登录')]);
  const folder = createAppFolder();
  for (const command of guide.commands('原生小程序')) await folder.run(command);
  folder.write(files);
  const app = files.get('app.js') ?? '';
  const theirUrl = /url: '(https:[^']+)\/contract-token'/.exec(app)?.[1] ?? '';
  const phones: Phone[] = [];

  return {
    /** A phone with the app on it, which is not running yet; `theirs` is where the merchant's back end really is. */
    phone(kit: Kit, theirs: string): Phone {
      const phone = createPhone(kit.control, 'nobody', {
        package: folder.path,
        origins: { [baseUrlOf(app)]: kit.url, [theirUrl]: theirs },
      });
      phones.push(phone);
      return phone;
    },
    close() {
      for (const phone of phones) phone.close();
      folder.remove();
    },
  };
}

/** The app has logged somebody in, and keeps the session. */
export function keepSession(phone: Phone, session: string): void {
  phone.storage.set('session', JSON.stringify({ data: session }));
}

/** From the button to 已开通. Resolves to the contract's code. */
export async function sign(kit: Kit, phone: Phone): Promise<string> {
  await phone.waitFor(() => phone.find('开通'));
  phone.tap('开通');
  const { extraData } = await allowJump(phone);
  const contracts = await kit.control.contracts();
  const { outContractCode } = contracts.find(
    ({ preEntrustwebId }) => preEntrustwebId === extraData.pre_entrustweb_id,
  )!;
  await kit.control.sign(outContractCode);
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitForText('已开通免密支付');
  return outContractCode;
}

import { type Dialog, Phone, type PhoneOptions } from '@contract-kit/phone/runtime/node';
import type { Control } from '@contract-kit/simulator/control';
import { patienceMs } from './wait';

/** Of the simulator's first merchant. */
export const merchantAppId = 'wxd678efh567hg6787';

/** This user's phone with the merchant's mini-program on it, not running yet; its codes are the simulator's. */
export function createPhone(
  control: Control,
  user: string,
  options: Omit<PhoneOptions, 'appId' | 'login'>,
): Phone {
  return new Phone({
    patienceMs,
    ...options,
    appId: merchantAppId,
    login: async () => ({ code: await control.code(user) }),
  });
}

/** Answers what the phone asks, as soon as it does. Resolves to what was asked. */
export async function answer(phone: Phone, given: boolean): Promise<Dialog> {
  const dialog = await phone.waitFor(() => phone.dialog);
  phone.answer(given);
  return dialog;
}

/** Allows the jump that WeChat asks about. Resolves in the other mini-program, to what it was opened with. */
export async function allowJump(phone: Phone) {
  await answer(phone, true);
  const { appId, path, extraData } = await phone.waitFor(() => phone.otherApp);
  await phone.waitFor(() => phone.state !== 'foreground');
  return { appId, path, extraData: extraData as { pre_entrustweb_id: string } };
}

import { randomBytes } from 'node:crypto';
import type { PhoneOptions } from '@contract-kit/phone/runtime/node';
import type { Signing } from '@contract-kit/shared';
import type { Kit } from '../kit';
import { allowJump, answer, createPhone } from '../kit/phone';

/** Somebody with a phone, on which one's own mini-program is about to be opened. */
export async function createPerson(
  kit: Kit,
  options: Pick<PhoneOptions, 'package' | 'jump'> & { baseUrl: string },
) {
  const { baseUrl, ...phoneOptions } = options;
  const name = `user-${randomBytes(4).toString('hex')}`;
  const phone = createPhone(kit.control, name, { ...phoneOptions, origins: { [baseUrl]: kit.url } });
  const server = await kit.login(name);

  async function tap(text: string): Promise<void> {
    await phone.waitFor(() => phone.find(text));
    phone.tap(text);
  }

  return {
    phone,
    /** What the server says of their newest signing. */
    signing: async (): Promise<Signing> => (await server.current()).body,
    /** Taps 开通 once it can be tapped, and answers WeChat's question. */
    async tapOpen(allow = true): Promise<void> {
      await tap('开通');
      await answer(phone, allow);
    },
    /** Taps, and signs in the signing mini-program. Resolves, still there, to what it was opened with. */
    async signThere() {
      await tap('开通');
      const jump = await allowJump(phone);
      await kit.control.inSession(jump.extraData.pre_entrustweb_id, 'sign', name);
      return jump;
    },
  };
}

export type Person = Awaited<ReturnType<typeof createPerson>>;

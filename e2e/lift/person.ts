import { randomBytes } from 'node:crypto';
import { Phone, type PhoneOptions } from '@contract-kit/phone/runtime/node';
import type { Signing } from '@contract-kit/shared';
import type { Kit } from '../kit';

/** Somebody with a phone, on which one's own mini-program is about to be opened. */
export async function createPerson(
  kit: Kit,
  options: Pick<PhoneOptions, 'package' | 'jump'> & { baseUrl: string },
) {
  const { baseUrl, ...phoneOptions } = options;
  const name = `user-${randomBytes(4).toString('hex')}`;
  const phone = new Phone({
    ...phoneOptions,
    appId: 'wxd678efh567hg6787',
    origins: { [baseUrl]: kit.url },
    login: async () => ({ code: await kit.control.code(name) }),
  });
  const server = await kit.login(name);

  return {
    phone,
    /** What the server says of their newest signing. */
    signing: async (): Promise<Signing> => (await server.current()).body,
    /** Taps 开通 once it can be tapped, and answers WeChat's question. */
    async tapOpen(allow = true): Promise<void> {
      await phone.waitFor(() => phone.find('开通'));
      phone.tap('开通');
      await phone.waitFor(() => phone.dialog);
      phone.answer(allow);
    },
    /** Taps, and signs in the signing mini-program. Resolves, still there, to what it was opened with. */
    async signThere() {
      await this.tapOpen();
      const jump = await phone.waitFor(() => phone.otherApp);
      await phone.waitFor(() => phone.state !== 'foreground');
      const { pre_entrustweb_id } = jump.extraData as { pre_entrustweb_id: string };
      await kit.control.inSession(pre_entrustweb_id, 'sign', name);
      return jump;
    },
  };
}

export type Person = Awaited<ReturnType<typeof createPerson>>;

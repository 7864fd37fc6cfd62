import { texts } from '@contract-kit/miniprogram/texts';
import type { Phone } from '@contract-kit/phone/runtime/node';
import type { Signing, SigningStatus } from '@contract-kit/shared';
import { type Kit, until, waitFor } from '../kit';
import { allowJump, answer } from '../kit/phone';
import type { Front } from './front';
import { answered } from './server-calls';

/** What people read in Chinese: the tests tap by these words, as people do. */
export const t = texts['zh-CN'];

export const signingAppId = 'wxbd687630cd02ce1d';

/** What one person does, on the phone and in the signing mini-program; and what is known of them elsewhere. */
export async function createUser(kit: Kit, name: string, phone: Phone, front: Front) {
  /** Logged in apart from the phone: what the server says of the same person. */
  const server = await kit.login(name);

  const newest = () =>
    waitFor('the newest signing', async () => {
      const answer = await server.current();
      return answer.status === 200 && answer.body;
    });

  const user = {
    name,
    phone,
    server,
    front,

    /** Opens the mini-program, and waits for the button. */
    open: async (): Promise<void> => {
      phone.coldStart();
      await phone.waitForText(t.openNote);
    },

    /** The same in a merchant's app that has a home page. */
    openFromHome: async (): Promise<void> => {
      phone.coldStart();
      await phone.waitFor(() => phone.find('去开通'));
      phone.tap('去开通');
      await phone.waitForText(t.openNote);
    },

    /** Taps 开通 and allows the jump. Resolves in the signing mini-program, the jump reported and the app suspended. */
    jump: async (): Promise<{ outContractCode: string; preEntrustwebId: string }> => {
      const reports = answered(phone, '/launch').length;
      const preEntrustwebId = await user.jumpAtOnce();
      await phone.waitFor(() => answered(phone, '/launch').length > reports);
      await phone.advance(6_000);
      return { outContractCode: (await newest()).outContractCode, preEntrustwebId };
    },

    /** The same, without time to report it. Resolves to the pre_entrustweb_id. */
    jumpAtOnce: async (): Promise<string> => {
      phone.tap(t.open);
      return (await allowJump(phone)).extraData.pre_entrustweb_id;
    },

    /** What this person does in the signing mini-program. */
    inSigningApp: (preEntrustwebId: string, does: 'sign' | 'abandon' | 'fail') =>
      kit.control.inSession(preEntrustwebId, does, name),

    /** Signs, from the button to 已开通. Resolves to the contract's code. */
    sign: async (): Promise<string> => {
      const { outContractCode, preEntrustwebId } = await user.jump();
      await user.inSigningApp(preEntrustwebId, 'sign');
      phone.returnFromOtherApp({ return_code: 'SUCCESS' });
      await phone.waitForText(t.signedNote);
      await kit.event(outContractCode, 'signed');
      return outContractCode;
    },

    /** Goes to the contracts and ends the newest, from the page that shows it in force. */
    endContract: async (): Promise<void> => {
      phone.tap(t.viewContracts);
      await phone.waitFor(() => phone.page.path === 'pages/contracts/index' && phone.find(t.terminate));
      phone.tap(t.terminate);
      await answer(phone, true);
      await phone.waitForText(t.contractTerminated);
    },

    /** Waits, as the app does, until the server gives the user's newest signing this status. */
    serverSays: async (status: SigningStatus): Promise<Signing> => {
      const { outContractCode } = await newest();
      return until(server, outContractCode, status);
    },

    /** The names of the events of a contract that the merchant's functions got. */
    merchantWasTold: (outContractCode: string) => kit.told(outContractCode),
  };
  return user;
}

export type User = Awaited<ReturnType<typeof createUser>>;

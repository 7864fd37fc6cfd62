import type { Signing } from '@contract-kit/shared';
import { createClient } from '../kit/client';
import type { Control } from '../kit/control';

/**
 * The merchant's mini-program on the phone of one user: makes the calls that the real one makes, when it makes them.
 * The rest of the demo knows the mini-program by this only.
 */
export function createMiniProgram(serverUrl: string, control: Control, user: string) {
  let client = createClient(serverUrl);
  /** Counts the jumps; the return from a jump has the number of that jump. */
  let seq = 0;

  return {
    user,

    /** Starts: `wx.login`, then the server's token. */
    async start() {
      const answer = await client.login(await control.code(user));
      client = createClient(serverUrl, answer.body.token);
      return answer;
    },

    /** The user taps 开通. */
    tap: () => client.create(),

    /** `wx.navigateToMiniProgram` has opened the signing page. */
    jumped(signing: Signing) {
      seq = signing.seq + 1;
      return client.launch(signing.outContractCode, { outcome: 'opened', seq });
    },

    /** `App.onShow` with scene 1038. `extraData` is null when the user left by the corner button. */
    shown(signing: Signing, extraData: object | null) {
      return client.return(signing.outContractCode, {
        scene: 1038,
        ...(signing.launch && { referrerAppId: signing.launch.appId }),
        ...(extraData && { extraData }),
        seq,
      });
    },

    /** What the page shows once it differs from what it showed; the same again after 10 s. */
    watch: (signing: Signing) => client.get(signing.outContractCode, `?wait=10&after=${signing.version}`),

    contracts: () => client.contracts(),

    /** The user taps 解约; the merchant's server ends the contract. */
    terminate: (outContractCode: string) => client.terminate(outContractCode, '用户在小程序中解约'),
  };
}

export type MiniProgram = ReturnType<typeof createMiniProgram>;

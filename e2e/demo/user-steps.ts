import { randomBytes } from 'node:crypto';
import type { Signing, SigningStatus } from '@contract-kit/shared';
import type { Answer } from '../kit/client';
import type { Control } from '../kit/control';
import { createMiniProgram } from './mini-program';
import type { Party, Story } from './story';
import type { Backend } from './world';

/** What the signing page hands back to the mini-program: null when the user left by the corner button. */
export type ExtraData = { return_code?: string } | null;

/** Long ids are told by their beginning. */
export const short = (id: string) => (id.length > 20 ? `${id.slice(0, 8)}…` : id);

/** What a new user does, in the merchant's mini-program and in WeChat. */
export function createUserSteps(story: Story, server: Backend, control: Control) {
  const user = `user-${randomBytes(4).toString('hex')}`;
  const phone = createMiniProgram(server.url, control, user);
  const toServer = (what: string) => ({ from: '小程序' as Party, to: '后端' as Party, what });
  const toWechat = (what: string) => ({ from: '用户' as Party, to: '微信支付' as Party, what });

  /** What the user does on the signing page that the launch data leads to. */
  const onSigningPage = (signing: Signing, action: 'sign' | 'abandon') =>
    control.call<{ contract: { state: string; contractId: string | null }; extraData: ExtraData }>(
      'POST',
      `/sign-sessions/${signing.launch?.extraData.pre_entrustweb_id}/${action}`,
      { user },
    );

  return {
    logIn: () =>
      story.step(toServer('登录 POST /api/login'), async (found) => {
        const answer = await phone.start();
        found.http(answer, 200);
        found.see('expiresIn', answer.body.expiresIn);
      }),

    /** Taps 开通. `expected` is 201 for a new signing, 200 for the one that is still open. */
    tap: (expected: 200 | 201, status: SigningStatus = 'ready') =>
      story.step(toServer('点击开通 POST /api/signings'), async (found) => {
        const answer = await phone.tap();
        found.http(answer, expected);
        const { outContractCode } = answer.body;
        story.outContractCode ??= outContractCode;
        found.see('out_contract_code', short(outContractCode));
        // A second signing of the same user: the story is about the first.
        if (outContractCode !== story.outContractCode) found.see('status', answer.body.status, status);
        else found.is(answer.body.status, status);
        return answer.body;
      }),

    /** Opens the signing page. The launch data, which the server gives no more, stays with the signing. */
    jump: (signing: Signing): Promise<Signing> =>
      story.step(toServer('跳转签约 POST …/launch'), async (found) => {
        const answer = await phone.jumped(signing);
        found.http(answer, 200);
        found.see('appId', signing.launch?.appId);
        found.is(answer.body.status, 'signing');
        return { ...signing, ...answer.body };
      }),

    /** Agrees on the signing page. */
    sign: (signing: Signing) =>
      story.step(toWechat('同意签约 agrees'), async (found) => {
        const { contract, extraData } = await onSigningPage(signing, 'sign');
        found.see('state', contract.state, 'signed');
        found.see('contract_id', contract.contractId ?? undefined);
        return extraData;
      }),

    /** Leaves the signing page without agreeing. */
    abandon: (signing: Signing) =>
      story.step(toWechat('没有签约就离开 leaves'), async (found) => {
        const { contract, extraData } = await onSigningPage(signing, 'abandon');
        found.see('state', contract.state, 'abandoned');
        return extraData;
      }),

    /** Ends the contract in WeChat itself. */
    endInWechat: ({ outContractCode }: Signing) =>
      story.step(toWechat('在微信里解约 ends it in WeChat'), async (found) => {
        const { contract } = await control.call<{
          contract: { state: string; termination: { mode: string } };
        }>('POST', `/contracts/${outContractCode}/terminate`);
        found.see('state', contract.state, 'terminated');
        found.see('contract_termination_mode', contract.termination.mode, 'USER_TERMINATE');
      }),

    comeBack: (signing: Signing, extraData: ExtraData, expected: SigningStatus) =>
      story.step(toServer('回到小程序 POST …/return'), async (found) => {
        const answer = await phone.shown(signing, extraData);
        found.http(answer, 200);
        found.see('return_code', extraData?.return_code ?? '（无 none）');
        found.is(answer.body.status, expected);
        return answer.body;
      }),

    /** Begins a long poll, for `see`. */
    watch(signing: Signing): Promise<Answer<Signing>> {
      const answer = phone.watch(signing);
      // A step before `see` may fail, and nobody would look at this any more.
      answer.catch(() => {});
      return answer;
    },

    /** Sees the page change to a status. */
    see: (watched: Promise<Answer<Signing>>, expected: SigningStatus) =>
      story.step({ from: '后端', to: '小程序', what: '长轮询 GET …?wait=10' }, async (found) => {
        const answer = await watched;
        found.http(answer, 200);
        found.is(answer.body.status, expected);
        return answer.body;
      }),

    /** Looks at the list of contracts. */
    list: ({ outContractCode }: Signing, mode: string) =>
      story.step(toServer('协议列表 GET /api/contracts'), async (found) => {
        const answer = await phone.contracts();
        found.http(answer, 200);
        const contract = answer.body.contracts.find((one) => one.outContractCode === outContractCode);
        found.see('contract_termination_mode', contract?.terminationMode, mode);
        found.see('status', contract?.status, 'terminated');
      }),

    /** Taps 解约 in the mini-program. */
    endInMiniProgram: ({ outContractCode }: Signing) =>
      story.step(toServer('解约 POST /api/contracts/…/terminate'), async (found) => {
        const answer = await phone.terminate(outContractCode);
        found.http(answer, 200);
        found.see('contract_termination_mode', answer.body.terminationMode, 'MCH_API_TERMINATE');
        found.is(answer.body.status, 'terminated');
      }),
  };
}

import { randomBytes } from 'node:crypto';
import { texts } from '@contract-kit/miniprogram/texts';
import type { Contract, ContractList, LoginResponse, Signing, SigningStatus } from '@contract-kit/shared';
import type { Control } from '@contract-kit/simulator/control';
import { createMiniProgram } from './mini-program';
import type { Finding, Party, Story } from './story';
import type { Backend } from './world';

/** What the signing page hands back to the mini-program: null when the user left by the corner button. */
export type ExtraData = { return_code?: string } | null;

const t = texts['zh-CN'];

/** The action that goes to the signing page once more, though nothing is known of the first time. */
export const reopenText = t.reopen;

/** After how long the page offers to go to the signing page once more, though nothing is known of the first time. */
const OFFER_SECONDS = 10;

/** What the page says of each status. */
const headings = {
  ready: t.signTitle,
  signing: t.signing,
  confirming: t.confirming,
  not_signed: t.notSigned,
  signed: t.signed,
  terminated: t.terminated,
  expired: t.expired,
} satisfies Record<SigningStatus, string>;

/** Long ids are told by their beginning. */
export const short = (id: string) => (id.length > 20 ? `${id.slice(0, 8)}…` : id);

/** What a new user does, in the merchant's mini-program and in WeChat. */
export function createUserSteps(story: Story, server: Backend, control: Control, weapp: string) {
  const user = `user-${randomBytes(4).toString('hex')}`;
  const app = createMiniProgram({ weapp, serverUrl: server.url, control, user, signal: story.signal });
  const toServer = (what: string) => ({ from: '小程序' as Party, to: '后端' as Party, what });
  const toApp = (what: string) => ({ from: '用户' as Party, to: '小程序' as Party, what });
  const toWechat = (what: string) => ({ from: '用户' as Party, to: '微信支付' as Party, what });

  async function pageSays(found: Finding, text: string): Promise<void> {
    await app.reads(text);
    found.see('页面 page', text);
  }

  /** What the user does on the signing page that the jump has led to. */
  const onSigningPage = (signing: Signing, action: 'sign' | 'abandon') =>
    control.inSession(String(signing.launch?.extraData.pre_entrustweb_id), action, user);

  const logIn = () =>
    story.step(toServer('登录 POST /api/login'), async (found) => {
      const answer = await app.answer<LoginResponse>(/^POST \/api\/login$/);
      found.http(answer, 200);
      found.see('expiresIn', answer.body.expiresIn);
    });

  /** The page fetches a new signing, so that the tap can jump at once. */
  const prepare = () =>
    story.step(toServer('准备签约 POST /api/signings'), async (found) => {
      const answer = await app.answer<Signing>(/^POST \/api\/signings$/);
      found.http(answer, 201);
      const { outContractCode, status } = answer.body;
      story.outContractCode ??= outContractCode;
      found.see('out_contract_code', short(outContractCode));
      // A second signing of the same user: the story is about the first.
      if (outContractCode !== story.outContractCode) found.see('status', status, 'ready');
      else found.is(status, 'ready');
      await pageSays(found, headings.ready);
      return answer.body;
    });

  return {
    /** Opens the mini-program, which logs in and gets something to sign with. */
    async start(): Promise<Signing> {
      app.start();
      await logIn();
      return prepare();
    },

    /** Taps a button that begins a new signing. */
    async startAgain(): Promise<void> {
      await story.step(toApp(`点击“${t.startAgain}” taps`), () => app.tap(t.startAgain));
      await prepare();
    },

    /** Taps 开通, or another button, and is on the signing page. The launch data, which the server gives no more, stays with the signing. */
    async jump(signing: Signing, button: string = t.open): Promise<Signing> {
      const launch = await story.step(
        toApp(`点击“${button}”，同意跳转 taps, allows the jump`),
        async (found) => {
          await app.tap(button);
          const opened = await app.jump();
          found.see('appId', opened.appId);
          found.see('path', opened.path);
          return opened;
        },
      );
      return story.step(toServer('报告跳转 POST …/launch'), async (found) => {
        const answer = await app.answer<Signing>(/\/launch$/);
        found.http(answer, 200);
        found.is(answer.body.status, 'signing');
        return { ...signing, ...answer.body, launch };
      });
    },

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
        const { state, termination } = await control.terminate(outContractCode);
        found.see('state', state, 'terminated');
        found.see('contract_termination_mode', termination?.mode, 'USER_TERMINATE');
      }),

    comeBack: (extraData: ExtraData, expected: SigningStatus) =>
      story.step(toServer('回到小程序 POST …/return'), async (found) => {
        app.comeBack(extraData);
        const answer = await app.answer<Signing>(/\/return$/);
        found.http(answer, 200);
        found.see('return_code', extraData?.return_code ?? '（无 none）');
        found.is(answer.body.status, expected);
        await pageSays(found, headings[expected]);
        return answer.body;
      }),

    /** The status is still open, and the answer to the return has the launch data of `signing`. */
    mayTryAgain: ({ status, launch }: Signing, signing: Signing) =>
      story.step(
        toApp(`再等 ${OFFER_SECONDS} 秒（手机时间快进） waits, in the phone's time`),
        async (found) => {
          found.is(status, 'confirming');
          const id = signing.launch?.extraData.pre_entrustweb_id;
          found.see('launch', launch?.extraData.pre_entrustweb_id === id ? 'same' : 'none', 'same');
          await app.pass(OFFER_SECONDS * 1000);
          await pageSays(found, t.reopen);
        },
      ),

    /** The page's long poll is answered with a status, which it shows. */
    learns: (expected: SigningStatus) =>
      story.step({ from: '后端', to: '小程序', what: '长轮询 GET …?wait=25' }, async (found) => {
        const answer = await app.answer<Signing>(/^GET \/api\/signings\//);
        found.http(answer, 200);
        found.is(answer.body.status, expected);
        await pageSays(found, headings[expected]);
      }),

    /** Opens the mini-program on the user's contracts. */
    async listEnded({ outContractCode }: Signing, mode: string): Promise<void> {
      app.start('pages/contracts/index');
      await story.step(toServer('协议列表 GET /api/contracts'), async (found) => {
        const answer = await app.answer<ContractList>(/^GET \/api\/contracts$/);
        found.http(answer, 200);
        const contract = answer.body.contracts.find((one) => one.outContractCode === outContractCode);
        found.see('contract_termination_mode', contract?.terminationMode, mode);
        found.see('status', contract?.status, 'terminated');
        await pageSays(found, t.contractTerminated);
      });
    },

    /** Taps 解约 in the mini-program, and is sure. */
    async endInMiniProgram(): Promise<void> {
      await story.step(toApp(`点击“${t.terminate}”并确认 taps, and is sure`), async () => {
        await app.tap(t.viewContracts);
        await app.tap(t.terminate);
        await app.confirm(t.terminateTitle);
      });
      await story.step(toServer('解约 POST /api/contracts/…/terminate'), async (found) => {
        const answer = await app.answer<Contract>(/\/terminate$/);
        found.http(answer, 200);
        found.see('contract_termination_mode', answer.body.terminationMode, 'MCH_API_TERMINATE');
        found.is(answer.body.status, 'terminated');
        await pageSays(found, t.contractTerminated);
      });
    },
  };
}

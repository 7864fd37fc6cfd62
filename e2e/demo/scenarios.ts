import type { Signing } from '@contract-kit/shared';
import { createServerSteps } from './server-steps';
import type { Scenario, Story } from './story';
import { createUserSteps, reopenText } from './user-steps';
import { type Backend, type Running, SHORT_LIFETIME_SECONDS } from './world';

/** The seven signings, in order. They share the simulator's settings, so play them one at a time. */
export function createScenarios({ control, server, shortLived }: Running, weapp: string): Scenario[] {
  const stepsOf = (story: Story, backend: Backend = server) => ({
    user: createUserSteps(story, backend, control, weapp),
    backend: createServerSteps(story, backend, control),
  });
  type Steps = ReturnType<typeof stepsOf>;

  /** From the mini-program's start to the signing page. */
  async function open({ user, backend }: Steps): Promise<Signing> {
    const signing = await user.start();
    await backend.preSigns(signing);
    return user.jump(signing);
  }

  /** To a contract in force, of which the user and the merchant know. */
  async function openAndSign(steps: Steps): Promise<Signing> {
    const signing = await open(steps);
    await signAndComeBack(steps, signing);
    return signing;
  }

  async function signAndComeBack({ user, backend }: Steps, signing: Signing): Promise<void> {
    const extraData = await user.sign(signing);
    await backend.isNotified(signing, 'ENTRUST.SIGN', 'SIGNED');
    await backend.learns(signing, 'confirmed', 'signed');
    await user.comeBack(extraData, 'signed');
    await backend.tellsMerchant(signing, 'signed');
  }

  async function withoutNotifications(act: () => Promise<unknown>): Promise<void> {
    await control.notify({ drop: true });
    try {
      await act();
    } finally {
      await control.notify({});
    }
  }

  /** Afterwards the simulator is as it was. */
  async function withSettings(settings: object, act: () => Promise<unknown>): Promise<void> {
    const first = await control.settings({});
    await control.settings(settings);
    try {
      await act();
    } finally {
      await control.settings(first);
    }
  }

  return [
    {
      zh: '收到通知，签约成功',
      en: 'signed by notification',
      play: async (story) => void (await openAndSign(stepsOf(story))),
    },
    {
      zh: '通知丢失，查询确认签约',
      en: 'notification lost, confirmed by query',
      play: (story) =>
        withoutNotifications(async () => {
          const steps = stepsOf(story);
          const { user, backend } = steps;
          const signing = await open(steps);
          const extraData = await user.sign(signing);
          await backend.isNotNotified(signing, 'ENTRUST.SIGN', 'SIGNED');
          // The mini-program says SUCCESS, which proves nothing.
          await user.comeBack(extraData, 'confirming');
          await backend.asks(signing, '返回带 SUCCESS，立即', 200);
          await backend.learns(signing, 'confirmed', 'signed');
          await user.learns('signed');
          await backend.tellsMerchant(signing, 'signed');
        }),
    },
    {
      zh: '放弃签约，再试一次成功',
      en: 'abandoned, then tried again and signed',
      async play(story) {
        const steps = stepsOf(story);
        const { user, backend } = steps;
        const signing = await open(steps);
        const extraData = await user.abandon(signing);
        await user.comeBack(extraData, 'confirming');
        await backend.asks(signing, '返回 2 秒后，太早不作数', 403);
        await backend.asks(signing, '返回 5 秒后', 403, 2);
        await backend.learns(signing, 'noContract', 'not_signed');
        await user.learns('not_signed');
        await signAndComeBack(steps, await user.jump(signing));
      },
    },
    {
      zh: '用户在微信里解约，通知丢失',
      en: 'terminated by the user in WeChat, notification lost',
      async play(story) {
        const steps = stepsOf(story);
        const { user, backend } = steps;
        const signing = await openAndSign(steps);
        await withoutNotifications(async () => {
          await user.endInWechat(signing);
          await backend.isNotNotified(signing, 'ENTRUST.TERMINATE', 'TERMINATED');
        });
        // Asks about the old contract first, and so does not refuse the user as signed already.
        await user.start();
        await backend.asks(signing, '旧协议还在吗', 200);
        await backend.learns(signing, 'terminated', 'terminated');
        await user.listEnded(signing, 'USER_TERMINATE');
        await backend.tellsMerchant(signing, 'terminated');
      },
    },
    {
      zh: '商户解约',
      en: 'terminated by the merchant',
      async play(story) {
        const steps = stepsOf(story);
        const { user, backend } = steps;
        const signing = await openAndSign(steps);
        await user.endInMiniProgram();
        await backend.terminates(signing);
        await backend.learns(signing, 'terminated', 'terminated');
        await backend.isNotified(signing, 'ENTRUST.TERMINATE', 'TERMINATED');
        await backend.tellsMerchant(signing, 'terminated');
      },
    },
    {
      zh: `一直没有签约，过期（有效期缩短为 ${SHORT_LIFETIME_SECONDS} 秒）`,
      en: `expired, with a lifetime of ${SHORT_LIFETIME_SECONDS} s`,
      async play(story) {
        const steps = stepsOf(story, await shortLived);
        const { user, backend } = steps;
        await withSettings({ sessionLifetimeSeconds: SHORT_LIFETIME_SECONDS }, async () => {
          const signing = await open(steps);
          await backend.asks(signing, `到期 ${SHORT_LIFETIME_SECONDS} 秒后`, 403);
          await backend.learns(signing, 'closed', 'expired');
          await user.comeBack(null, 'expired');
          await user.startAgain();
        });
      },
    },
    {
      zh: '微信支付的应答出乎意料，退出后再试，签约成功',
      en: 'an answer that nobody expected; backed out, tried again and signed',
      play: (story) =>
        withSettings({ queryOfUnsigned: { status: 400, code: 'PARAM_ERROR' } }, async () => {
          const steps = stepsOf(story);
          const { user, backend } = steps;
          const signing = await open(steps);
          const extraData = await user.abandon(signing);
          const left = await user.comeBack(extraData, 'confirming');
          await backend.asks(signing, '返回 2 秒后', 400);
          await backend.asks(signing, '返回 5 秒后', 400, 2);
          // What is not known is not taken for an end: the user may go on, with the same pre-sign.
          await user.mayTryAgain(left, signing);
          await signAndComeBack(steps, await user.jump(signing, reopenText));
        }),
    },
  ];
}

import type { FactName } from '@contract-kit/server/facts';
import type { Signing, SigningStatus } from '@contract-kit/shared';
import type { Control } from '@contract-kit/simulator/control';
import { createEvidence, type EventType } from './evidence';
import type { Party, Story } from './story';
import { short } from './user-steps';
import type { Backend } from './world';

const action = (from: Party, to: Party, what: string) => ({ from, to, what });

/** What passes between the server, WeChat Pay and the merchant's code. */
export function createServerSteps(story: Story, server: Backend, control: Control) {
  const evidence = createEvidence(server, control, story.signal);

  return {
    preSigns: ({ outContractCode, launch }: Signing) =>
      story.step(action('后端', '微信支付', '预签约 pre-entrust-sign'), async (found) => {
        const { status, body } = await evidence.request('preEntrustSign', outContractCode);
        found.see('HTTP', status ?? undefined, 200);
        found.see('service_id', String(body?.service_id));
        found.see('pre_entrustweb_id', short(launch?.extraData.pre_entrustweb_id ?? ''));
      }),

    isNotified: ({ outContractCode }: Signing, eventType: EventType, contractState: string) =>
      story.step(action('微信支付', '后端', '通知 POST /notifications/wechatpay'), async (found) => {
        const { attempts, resource } = await evidence.notification(eventType, outContractCode);
        found.see('HTTP', attempts[0]?.status ?? attempts[0]?.error ?? undefined, 204);
        found.see('event_type', eventType);
        found.see('contract_state', String(resource.contract_state), contractState);
      }),

    isNotNotified: ({ outContractCode }: Signing, eventType: EventType, contractState: string) =>
      story.step(action('微信支付', '后端', '通知丢失 notification lost'), async (found) => {
        const { state, attempts, resource } = await evidence.notification(eventType, outContractCode);
        found.see('state', state, 'dropped');
        found.see('attempts', attempts.length, 0);
        found.see('event_type', eventType);
        found.see('contract_state', String(resource.contract_state), contractState);
      }),

    /** Asks WeChat Pay what became of the signing. */
    asks: ({ outContractCode }: Signing, why: string, answer: number, nth = 1) =>
      story.step(action('后端', '微信支付', `查询 query：${why}`), async (found) => {
        const { status, code } = await evidence.request('queryContract', outContractCode, nth);
        found.see('HTTP', status ?? undefined, answer);
        if (code !== null) found.see('code', code);
      }),

    terminates: ({ outContractCode }: Signing) =>
      story.step(action('后端', '微信支付', '解约 terminate'), async (found) => {
        const { status, body } = await evidence.request('terminateContract', outContractCode);
        found.see('HTTP', status ?? undefined, 200);
        found.see('contract_termination_remark', String(body?.contract_termination_remark));
      }),

    /** Merges a fact into the signing, which gives it a status. */
    learns: ({ outContractCode }: Signing, fact: FactName, expected: SigningStatus) =>
      story.step(action('后端', '后端', '合并事实 merges a fact'), async (found) => {
        const { status } = await evidence.fact(fact, outContractCode);
        found.see('fact', fact);
        found.is(status as SigningStatus, expected);
      }),

    /** Calls the function that the merchant wrote. */
    tellsMerchant: ({ outContractCode }: Signing, name: 'signed' | 'terminated') =>
      story.step(
        action('后端', '商户代码', name === 'signed' ? 'onContractSigned' : 'onContractTerminated'),
        async (found) => {
          const { outcome, eventId } = await evidence.merchantEvent(name, outContractCode);
          found.see('outcome', outcome, 'delivered');
          found.see('eventId', eventId && `${short(eventId.split('-')[0]!)}-${name}`);
          story.events.push(name);
        },
      ),
  };
}

import type { MerchantFunctions } from '@contract-kit/server';

/*
 * 商户在这里写自己的业务：用户签约后开通服务，解约后停止服务。
 * Merchants edit this file: open the service when a user has signed, end it when the contract has ended.
 *
 * 同一事件可能收到多次（eventId 相同），处理必须幂等；抛出异常表示稍后重试；每次调用最多 30 秒，到时 signal 会中止。
 * The same event (eventId) may come more than once, so be idempotent; throw to be called again later; each call has 30 s,
 * after which its signal aborts.
 * Start your test from `merchant.test.ts` beside this file.
 */
export const merchant: MerchantFunctions = {
  async onContractSigned(_event, _call) {
    // e.g. await db.contracts.upsert({ outContractCode: event.outContractCode, openid: event.openid, active: event.contractStatus === 'signed' });
  },

  async onContractTerminated(_event, _call) {
    // e.g. await db.contracts.upsert({ outContractCode: event.outContractCode, active: false });
  },
};

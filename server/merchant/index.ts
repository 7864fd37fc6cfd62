import { type MerchantFunctions, notWrittenYet } from '@contract-kit/server';

/*
 * 商户在这里写自己的业务：用户签约后开通服务，解约后停止服务。把下面两个 notWrittenYet 换成你的函数，例如：
 * Merchants edit this file: open the service when a user has signed, end it when the contract has ended. Put your functions
 * where notWrittenYet is, such as:
 *
 *   async onContractSigned(event, { signal }) {
 *     await db.contracts.upsert({ outContractCode: event.outContractCode, openid: event.openid, active: event.contractStatus === 'signed' });
 *   },
 *
 *   async onContractTerminated(event, { signal }) {
 *     await db.contracts.upsert({ outContractCode: event.outContractCode, active: false });
 *   },
 *
 * 同一事件可能收到多次（eventId 相同），处理必须幂等；抛出异常表示稍后重试；每次调用最多 30 秒，到时 signal 会中止。
 * The same event (eventId) may come more than once, so be idempotent; throw to be called again later; each call has 30 s,
 * after which its signal aborts.
 *
 * 两个都没写，又没有设置 MERCHANT_WEBHOOK_URL 时，生产环境不会启动。从旁边的 merchant.test.ts 开始写测试。
 * With neither written, and no MERCHANT_WEBHOOK_URL, production does not start. Begin your test with merchant.test.ts beside this file.
 */
export const merchant: MerchantFunctions = {
  onContractSigned: notWrittenYet,

  onContractTerminated: notWrittenYet,
};

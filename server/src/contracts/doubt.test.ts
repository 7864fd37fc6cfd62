import { confirmed, party, report, useServices } from '../../test/services';
import { type QueryResult, WechatPayError } from '../wechatpay';
import { checkAgain } from './check-again';
import { mayEnd } from './doubt';
import { querySigning } from './query-signing';
import { record } from './record';

const { services, wechatPay, signing } = useServices({ WECHATPAY_NO_CONTRACT_CODES: '400:PARAM_ERROR' });
const { store } = services;
const { mchid } = services.config.wechatPay;

const none = (by: string) => async (): Promise<QueryResult> => ({ contract: null, by });
const refused = (httpStatus: number, code: string) => () =>
  Promise.reject(new WechatPayError('refused', code, { httpStatus, code }));

async function inForce() {
  const code = await signing({ confirmed });
  return (await store.signings.read(code))!;
}

/** Asks, and then again more than a minute later. */
async function askTwice(contract: Awaited<ReturnType<typeof inForce>>): Promise<void> {
  await querySigning(services, contract, { budget: 'now' });
  const { outContractCode } = contract;
  const doubt = (await store.doubtful.find(outContractCode))!;
  if (doubt.endingSince !== undefined) {
    await store.doubtful.note(outContractCode, { ...doubt, endingSince: doubt.endingSince - 60_000 });
  }
  await querySigning(services, contract, { budget: 'now' });
}

beforeEach(() => services.store.client.del(store.keys.answered(mchid, party.serviceId)));

it('lets a contract be ended when WeChat Pay has said for a minute that it knows none, and answers else', async () => {
  const contract = await inForce();
  wechatPay.answer = none('CONTRACT_NOT_EXIST');
  await store.answered.note(mchid, party.serviceId);
  await store.client.set(store.keys.answered(mchid, party.serviceId), '1');
  await querySigning(services, contract, { budget: 'now' });
  expect(await mayEnd(services, contract)).toBe(false);
  await askTwice(contract);
  expect(await mayEnd(services, contract)).toBe(true);
});

it('lets none be ended while WeChat Pay answers nothing else for it: SERVICE_ID may be wrong', async () => {
  const contract = await inForce();
  wechatPay.answer = none('CONTRACT_NOT_EXIST');
  await askTwice(contract);
  expect(await mayEnd(services, contract)).toBe(false);
});

it.each([
  ['a word that is not of the plainest', none('NOT_FOUND')],
  ['a state', none('NOT_SIGNED')],
  ['a code that an operator added', none('PARAM_ERROR')],
  ['a refusal', refused(403, 'NO_AUTH')],
])('lets none be ended by %s', async (_, answer) => {
  const contract = await inForce();
  await store.client.set(store.keys.answered(mchid, party.serviceId), '1');
  wechatPay.answer = answer;
  await askTwice(contract);
  expect(await store.doubtful.find(contract.outContractCode)).toBeDefined();
  expect(await mayEnd(services, contract)).toBe(false);
});

it('begins to count anew after another answer', async () => {
  const contract = await inForce();
  await store.client.set(store.keys.answered(mchid, party.serviceId), '1');
  wechatPay.answer = none('CONTRACT_NOT_EXIST');
  await askTwice(contract);
  wechatPay.answer = refused(500, 'SYSTEM_ERROR');
  await querySigning(services, contract, { budget: 'now' });
  wechatPay.answer = none('CONTRACT_NOT_EXIST');
  await querySigning(services, contract, { budget: 'now' });
  expect(await mayEnd(services, contract)).toBe(false);
});

it('is over with an answer that confirms the contract, and with its end', async () => {
  for (const end of [
    async (code: string) => {
      wechatPay.answer = async () => ({ contract: report(code) });
      await querySigning(services, (await store.signings.read(code))!, { budget: 'now' });
    },
    async (code: string) => {
      const terminated = { mode: 'USER_TERMINATE', remark: '', source: 'notification' as const };
      await record(services, code, { terminated });
    },
  ]) {
    const contract = await inForce();
    wechatPay.answer = none('NOT_SIGNED');
    await querySigning(services, contract, { budget: 'now' });
    expect(await store.doubtful.find(contract.outContractCode)).toMatchObject({ by: 'NOT_SIGNED' });
    await end(contract.outContractCode);
    expect(await store.doubtful.find(contract.outContractCode)).toBeUndefined();
  }
});

it('is remembered between two queries, and judged by what is set now', async () => {
  const contract = await inForce();
  const look = async () => (await checkAgain(services, contract)).outcome;
  wechatPay.answer = refused(400, 'SOMETHING_ELSE');
  expect([await look(), await look()]).toEqual(['unknown', 'unknown']);
  const { wechatPay: known } = services.config;
  const config = {
    ...services.config,
    wechatPay: { ...known, noContractCodes: ['400:SOMETHING_ELSE'] },
  };
  expect((await checkAgain({ ...services, config }, contract)).outcome).toBe('no_contract');
  expect(wechatPay.asked).toHaveLength(1);
});

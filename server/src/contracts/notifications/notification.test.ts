import { randomBytes } from 'node:crypto';
import { confirmed, party, report, useServices } from '../../../test/services';
import type { Facts } from '../../facts';
import { userKey } from '../../store';
import { type ContractReport, type Notification, NotificationError } from '../../wechatpay';
import { createOutContractCode } from '../out-contract-code';
import { takeNotification } from './notification';

const { services, signing, status } = useServices();
const { store, metrics } = services;
const { mchid } = services.config.wechatPay;

/** Takes a notification that says this; WeChat Pay's signature is not this test's matter. */
async function take(content: Partial<Notification> | ContractReport) {
  const notification =
    'kind' in content ? content : ({ kind: 'contract', contract: content } as Partial<Notification>);
  const wechatPay = {
    ...services.wechatPay,
    parseNotification: async () =>
      ({ id: 'EV-1', eventType: 'ENTRUST.SIGN', ...notification }) as Notification,
  };
  await takeNotification({ ...services, wechatPay }, {}, Buffer.from(''));
}

const refusal = async (content: Parameters<typeof take>[0]) => {
  const error = await take(content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotificationError);
  return [(error as NotificationError).reason, (error as Error).message];
};

const newCode = () => randomBytes(16).toString('hex');
/** A code that says that it was made for our merchant, and one for somebody else's. */
const ourCode = () => createOutContractCode(mchid, party);
const codeOf = (subMchid: string) => createOutContractCode(mchid, { ...party, subMchid });

/** The names of the jobs that will query a code. */
async function jobsOf(code: string): Promise<string[]> {
  const names = await store.client.keys(`${store.keys.bullMq}:queries:${code}-*`);
  return names.map((name) => name.slice(name.lastIndexOf('-') + 1));
}

/** What has been counted since the last look. */
const before: Record<string, number> = {};
async function counted(name: 'notifications' | 'mismatches' | 'unknownStates') {
  const { values } = await metrics[name].get();
  const found: Record<string, number> = {};
  for (const { labels, value } of values) {
    const label = Object.values(labels).join();
    const key = `${name} ${label}`;
    if (value > (before[key] ?? 0)) found[label] = value - (before[key] ?? 0);
    before[key] = value;
  }
  return found;
}
beforeEach(async () => {
  for (const name of ['notifications', 'mismatches', 'unknownStates'] as const) await counted(name);
});

const terminateInfo = { mode: 'USER', time: '2026-11-24T01:02:03.000Z', remark: '不用了' };

describe('of a signing that we know', () => {
  it.each<[state: string, facts: Facts, becomes: string, result: string]>([
    ['SIGNED', { launched: { seq: 1 } }, 'signed', 'contract'],
    ['TERMINATED', { launched: { seq: 1 } }, 'terminated', 'contract'],
    ['NOT_SIGNED', { returned: { seq: 2 } }, 'not_signed', 'no_contract'],
    ['SIGN_FAILED', { returned: { seq: 2 } }, 'not_signed', 'no_contract'],
    ['NOT_SIGNED', {}, 'ready', 'no_contract'],
    ['NOT_SIGNED', { launched: { seq: 1 } }, 'signing', 'no_contract'],
  ])('%s after %j makes it %s', async (contractState, facts, becomes, result) => {
    const code = await signing(facts);
    await take({
      ...report(code),
      contractState,
      ...(contractState === 'TERMINATED' && { contractTerminateInfo: terminateInfo }),
    });
    expect([await status(code), await counted('notifications')]).toEqual([becomes, { [result]: 1 }]);
    expect(await counted('unknownStates')).toEqual({});
  });

  it('keeps how and when it ended, as WeChat Pay said', async () => {
    const code = await signing();
    await take({ ...report(code), contractState: 'TERMINATED', contractTerminateInfo: terminateInfo });
    const { facts } = (await store.signings.read(code))!;
    expect(facts.terminated).toEqual({
      at: '2026-11-24T01:02:03.000Z',
      mode: 'USER',
      remark: '不用了',
      source: 'notification',
    });
    expect(facts.confirmed).toEqual({ ...confirmed, source: 'notification' });
  });

  it.each<[what: string, content: (code: string) => Parameters<typeof take>[0]]>([
    ['a state that we do not know', (code) => ({ ...report(code), contractState: 'SIGNING' })],
    ['no contract id', (code) => ({ outContractCode: code, contractState: 'SIGNED' })],
    [
      'what cannot be read',
      (outContractCode) => ({ kind: 'unreadable', outContractCode, reason: 'no contract_state' }),
    ],
  ])('with %s changes nothing, and has it queried', async (_, content) => {
    const code = await signing({ launched: { seq: 1 } });
    await take(content(code));
    expect([await status(code), await jobsOf(code)]).toEqual(['signing', ['confirm']]);
    expect([await counted('notifications'), await counted('unknownStates')]).toEqual([
      { unknown: 1 },
      { notification: 1 },
    ]);
  });

  it.each<[field: string, differing: Partial<ContractReport>]>([
    ['mchid', { mchid: '1900000999' }],
    ['sub_mchid', { subMchid: '1900000999' }],
    ['service_id', { serviceId: 1 }],
    ['sp_appid', { spAppid: 'wx1' }],
    ['sub_appid', { subAppid: 'wx1' }],
    ['sub_openid', { subOpenid: 'o-of-somebody-else' }],
  ])('that differs in %s is not believed, and has it queried', async (field, differing) => {
    const code = await signing({ launched: { seq: 1 } });
    expect(await refusal({ ...report(code), ...differing })).toEqual([
      'mismatch',
      `does not fit our record: ${field}`,
    ]);
    expect([await status(code), await jobsOf(code)]).toEqual(['signing', ['confirm']]);
    expect([await counted('notifications'), await counted('mismatches')]).toEqual([
      { mismatch: 1 },
      { notification: 1 },
    ]);
  });

  it('is not compared in what we hold no counterpart of', async () => {
    const code = await signing();
    await take({ ...report(code), spOpenid: 'o-at-the-provider', subOpenid: party.openid });
    expect(await status(code)).toBe('signed');
  });

  it('is queried at once for five that are not understood in an hour, and later ones wait their turn', async () => {
    const code = await signing({ launched: { seq: 1 } });
    const odd = { ...report(code), contractState: 'SIGNING' };
    const isDelayed = async () =>
      (await store.client.zscore(`${store.keys.bullMq}:queries:delayed`, `${code}-confirm`)) !== null;
    const jobs = { soon: 0, ensured: 0 };
    const { querySoon, ensureQueries } = services.jobs;
    services.jobs.querySoon = async (job) => {
      jobs.soon += 1;
      expect(job).toMatchObject({ outContractCode: code, why: 'notification', seq: 0 });
      return querySoon(job);
    };
    services.jobs.ensureQueries = async (job) => {
      jobs.ensured += 1;
      return ensureQueries(job);
    };
    for (let i = 0; i < 7; i++) await take(odd);
    Object.assign(services.jobs, { querySoon, ensureQueries });
    expect(jobs).toEqual({ soon: 5, ensured: 2 });
    expect(await isDelayed()).toBe(false);
  });
});

describe('of a code that we do not know', () => {
  const lost = (outContractCode = newCode(), more: Partial<ContractReport> = {}): ContractReport => ({
    ...report(outContractCode),
    subMchid: party.subMchid,
    subOpenid: party.openid,
    ...more,
  });

  it.each<[what: string, content: () => Promise<ContractReport>]>([
    ['our sub-merchant', async () => lost()],
    [
      'no sub-merchant, by a code that was made for ours',
      async () => lost(ourCode(), { subMchid: undefined as never }),
    ],
    [
      'no sub-merchant, by a code that our user has in the list',
      async () => {
        const code = newCode();
        await store.userSignings.add(userKey(party), code, Date.now());
        return lost(code, { subMchid: undefined as never });
      },
    ],
  ])('that names %s is restored', async (_, content) => {
    const contract = await content();
    await take(contract);
    expect([await status(contract.outContractCode), await counted('notifications')]).toEqual([
      'signed',
      { restored: 1 },
    ]);
    const { facts } = (await store.signings.read(contract.outContractCode))!;
    expect(facts.party).toEqual(party);
  });

  it('takes the name to show from it, and keeps an openid that it does not name empty', async () => {
    const contract = lost(newCode(), { contractDisplayAccount: '小明' });
    delete contract.subOpenid;
    await take(contract);
    const { facts } = (await store.signings.read(contract.outContractCode))!;
    expect(facts.party).toEqual({ ...party, openid: '', displayAccount: '小明' });
  });

  it('that nothing assigns to a sub-merchant is kept for somebody to look at', async () => {
    const contract = lost();
    delete contract.subMchid;
    await take(contract);
    expect([await status(contract.outContractCode), await counted('notifications')]).toEqual([
      'not known',
      { unassigned: 1 },
    ]);
    expect(await kept('unassigned', contract)).toMatchObject({ contractId: confirmed.contractId, mchid });
  });

  it.each<[what: string, more: Partial<ContractReport>]>([
    ['another merchant number', { mchid: '1900000999' }],
    ['another service', { serviceId: 1 }],
    ['another sub-merchant', { subMchid: '1900000999' }],
  ])('that names %s is not ours', async (_, more) => {
    const contract = lost(newCode(), more);
    await take(contract);
    expect([await status(contract.outContractCode), await counted('notifications')]).toEqual([
      'not known',
      { not_ours: 1 },
    ]);
    expect(await kept('foreign', contract)).toMatchObject(more);
    expect(await jobsOf(contract.outContractCode)).toEqual([]);
  });

  it('that names another merchant number and no sub-merchant is not ours either', async () => {
    const contract = lost(newCode(), { mchid: '1900000999' });
    delete contract.subMchid;
    await take(contract);
    expect(await counted('notifications')).toEqual({ not_ours: 1 });
    expect(await kept('unassigned', contract)).toBeUndefined();
  });

  it('though it was made for our merchant, and names another, is refused and queried', async () => {
    const contract = lost(ourCode(), { subMchid: '1900000999' });
    expect(await refusal(contract)).toEqual([
      'mismatch',
      'does not fit the merchant that its code was made for',
    ]);
    expect(await jobsOf(contract.outContractCode)).toEqual(['close']);
    expect(await counted('mismatches')).toEqual({ notification: 1 });
  });

  it('of a code made for another sub-merchant is not ours to ask about', async () => {
    const contract = lost(codeOf('1900000999'), { subMchid: '1900000999' });
    await take(contract);
    expect(await counted('notifications')).toEqual({ not_ours: 1 });
  });

  it('in a state that we do not know is queried', async () => {
    const contract = lost(newCode(), { contractState: 'SIGNING' });
    await take(contract);
    expect([await jobsOf(contract.outContractCode), await counted('notifications')]).toEqual([
      ['close'],
      { unknown: 1 },
    ]);
    expect(await counted('unknownStates')).toEqual({ notification: 1 });
  });

  it('that was not signed is nothing', async () => {
    const contract = lost(newCode(), { contractState: 'NOT_SIGNED' });
    await take(contract);
    expect([await status(contract.outContractCode), await jobsOf(contract.outContractCode)]).toEqual([
      'not known',
      [],
    ]);
    expect(await counted('notifications')).toEqual({ no_contract: 1 });
  });

  it.each([undefined, newCode()])('and that cannot be read is refused: %s', async (outContractCode) => {
    const content = {
      kind: 'unreadable',
      reason: 'no contract_id',
      ...(outContractCode && { outContractCode }),
    };
    expect(await refusal(content as Partial<Notification>)).toEqual([
      'unreadable',
      'no contract that we know: no contract_id',
    ]);
    expect(await counted('notifications')).toEqual({ unreadable: 1 });
  });
});

/** The notice that was kept of a contract. */
const kept = async (list: 'unassigned' | 'foreign', contract: ContractReport) =>
  (await store.notices[list]()).find(({ outContractCode }) => outContractCode === contract.outContractCode);

it('the echo of a self-test is kept for the doctor', async () => {
  await take({ kind: 'echo', echoMessage: 'a-message-of-ours' });
  expect(await counted('notifications')).toEqual({ echo: 1 });
  expect(await store.notices.hasEcho('a-message-of-ours')).toBe(true);
});

it('an error of our own is counted as one, and thrown on', async () => {
  const error = new Error('Redis is away');
  const wechatPay = { ...services.wechatPay, parseNotification: () => Promise.reject(error) };
  await expect(takeNotification({ ...services, wechatPay }, {}, Buffer.from(''))).rejects.toBe(error);
  expect(await counted('notifications')).toEqual({ error: 1 });
});

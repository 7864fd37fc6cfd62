import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kit, startKit, until, waitFor } from '../kit';
import { type DumpedKey, load } from './redis-dump';

interface Filled {
  at: string;
  users: Record<
    | 'ready'
    | 'signing'
    | 'confirming'
    | 'notSigned'
    | 'expired'
    | 'signed'
    | 'untold'
    | 'terminated'
    | 'endUntold',
    { outContractCode: string; token: string }
  >;
  keys: DumpedKey[];
}

/** Filled by the build of a commit; `fill.ts` says how. Its times are moved, as if that had been just now. */
function filledBy(commit: string): Filled {
  const text = readFileSync(join(__dirname, `${commit}.json`), 'utf8');
  const passed = Date.now() - Date.parse((JSON.parse(text) as Filled).at);
  return JSON.parse(
    text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) =>
      new Date(Date.parse(time) + passed).toISOString(),
    ),
  );
}

describe.each(['f93c897', '14c7b7c'])('a Redis that the build of %s filled', (commit) => {
  const { users, keys } = filledBy(commit);
  let kit: Kit;
  beforeAll(async () => {
    kit = await startKit();
    await kit.stopServer();
    await kit.redis.del(...(await kit.redis.keys(`*${kit.prefix}*`)));
    await load(kit.redis, kit.prefix, keys);
    await kit.startServer();
  });
  afterAll(() => kit.close());

  it.each([
    ['ready', 'ready'],
    ['signing', 'signing'],
    ['notSigned', 'not_signed'],
    ['expired', 'expired'],
    ['signed', 'signed'],
    ['untold', 'signed'],
    ['terminated', 'terminated'],
    ['endUntold', 'terminated'],
  ] as const)('still has the signing that was %s', async (name, status) => {
    const { token, outContractCode } = users[name];
    const client = kit.client(token);
    expect((await client.get(outContractCode)).body).toMatchObject({ outContractCode, status });
    expect((await client.current()).body).toMatchObject({ outContractCode, status });
  });

  it.each([
    ['signed', 'signed'],
    ['untold', 'signed'],
    ['terminated', 'terminated'],
    ['endUntold', 'terminated'],
  ] as const)('has the contract that was %s in its user’s list', async (name, status) => {
    const { token, outContractCode } = users[name];
    expect((await kit.client(token).contracts()).body.contracts).toEqual([
      expect.objectContaining({ outContractCode, status }),
    ]);
  });

  it('tells the merchant what was not delivered, and nothing again', async () => {
    await kit.event(users.untold.outContractCode, 'signed');
    await kit.event(users.endUntold.outContractCode, 'terminated');
    await waitFor('no event to wait', async () =>
      /jobs\{state="eventsWaiting"\} 0$/m.test(await kit.metrics()),
    );
    expect(kit.events.map(({ outContractCode, name }) => `${outContractCode} ${name}`).sort()).toEqual(
      [`${users.untold.outContractCode} signed`, `${users.endUntold.outContractCode} terminated`].sort(),
    );
  });

  it('goes on asking what became of the one that was being confirmed', async () => {
    const { token, outContractCode } = users.confirming;
    await until(kit.client(token), outContractCode, 'not_signed');
  });

  it('has every index entry and every mark of what was delivered', async () => {
    for (const { key, value, type } of keys) {
      const now = key.replaceAll('%PREFIX%', kit.prefix);
      if (type === 'zset' && /%(user:|contracts$)/.test(key)) {
        const codes = value.filter((_, i) => i % 2 === 0);
        expect(await kit.redis.zrange(now, '0', '-1')).toEqual(expect.arrayContaining(codes));
      }
      if (type === 'hash' && key.includes('signing:')) {
        const marks = Object.keys(value).filter((field) => field.startsWith('delivered'));
        expect(await kit.redis.hkeys(now)).toEqual(expect.arrayContaining(marks));
      }
    }
  });

  it('goes on: a signing that was begun before ends in a contract', async () => {
    const { token, outContractCode } = users.signing;
    await kit.client(token).return(outContractCode);
    const report = { ...(await reportOf(kit)), out_contract_code: outContractCode };
    expect((await kit.forge({ resource: report })).status).toBe(204);
    await kit.event(outContractCode, 'signed');
  });
});

/** What WeChat Pay says of a contract, but for its code. */
async function reportOf(kit: Kit): Promise<Record<string, unknown>> {
  const { outContractCode } = await kit.signer();
  const { sub_openid: _, ...report } = await kit.report(outContractCode);
  return report;
}

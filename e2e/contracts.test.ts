import { type Client, useKit } from './kit';

const given = useKit();

afterEach(async () => {
  await given.kit.control.faults([]);
  await given.kit.control.notify({});
});

describe('a termination', () => {
  it('of what was never signed is 409, and WeChat Pay is not asked', async () => {
    const user = await given.kit.signer();
    const refused = await user.terminate(user.outContractCode);
    expect([refused.status, refused.error]).toEqual([409, 'not_signed']);
    expect(await given.kit.control.callsAbout(user.outContractCode, 'terminateContract')).toEqual([]);
  });

  it('passes the remark on, and answers with WeChat Pay’s own time and mode', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    const { status, body } = await user.terminate(outContractCode, '  不再需要  ');
    const [call, ...others] = await given.kit.control.callsAbout(outContractCode, 'terminateContract');
    expect([call!.body, others]).toEqual([{ contract_termination_remark: '不再需要' }, []]);
    const [told] = await kit.control.notifications({ outContractCode, eventType: 'ENTRUST.TERMINATE' });
    const { contract_terminated_time } = told!.resource.contract_terminate_info as {
      contract_terminated_time: string;
    };
    expect([status, body]).toMatchObject([
      200,
      {
        status: 'terminated',
        terminationMode: 'MCH_API_TERMINATE',
        terminatedAt: new Date(contract_terminated_time).toISOString(),
      },
    ]);
    const again = await user.terminate(outContractCode);
    expect([again.status, again.body]).toEqual([200, body]);
    expect(await given.kit.control.callsAbout(outContractCode, 'terminateContract')).toHaveLength(1);
  });

  it('of what the user has ended in WeChat, unnoticed, is success without a call', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.terminate(outContractCode);
    const { status, body } = await user.terminate(outContractCode);
    expect([status, body.terminationMode]).toEqual([200, 'USER_TERMINATE']);
    expect(await given.kit.control.callsAbout(outContractCode, 'terminateContract')).toEqual([]);
    await kit.event(outContractCode, 'terminated');
  });

  it('that WeChat Pay refuses, because it has ended already, is success by the query', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    // It has just been asked about, so that it is not asked about before the termination.
    expect((await user.create()).error).toBe('already_signed');
    await kit.control.notify({ drop: true });
    await kit.control.terminate(outContractCode);
    const { status, body } = await user.terminate(outContractCode);
    expect([status, body.terminationMode]).toEqual([200, 'USER_TERMINATE']);
    expect(
      (await given.kit.control.callsAbout(outContractCode, 'terminateContract')).map(({ status }) => status),
    ).toEqual([400]);
  });

  it('five times at once ends it once, and tells the merchant once', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    const answers = await Promise.all(Array.from({ length: 5 }, () => user.terminate(outContractCode)));
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(
      Array(5).fill([200, 'terminated']),
    );
    await kit.event(outContractCode, 'terminated');
    const told = kit.events.filter((event) => event.outContractCode === outContractCode);
    expect(told.map(({ name }) => name)).toEqual(['signed', 'terminated']);
    expect((await user.create()).status).toBe(201);
  });
});

describe('the list of contracts', () => {
  /** Contracts that come back by their notifications, the newest last. */
  async function withContracts(count: number): Promise<{ user: Client; codes: string[] }> {
    const { outContractCode, ...user } = await given.kit.signer();
    const codes = Array.from({ length: count }, (_, i) => `${outContractCode.slice(0, 20)}n${i}`);
    // Not in their order: it is the time of the signature that counts.
    for (const i of codes.keys()) {
      const n = (i * 2 + 1) % count;
      const resource = await given.kit.report(outContractCode, {
        out_contract_code: codes[n],
        contract_signed_time: `2026-11-${String(n + 1).padStart(2, '0')}T08:00:00+08:00`,
        ...(n % 2 && { contract_state: 'TERMINATED' }),
      });
      expect((await given.kit.forge({ resource })).status).toBe(204);
    }
    return { user, codes };
  }

  const codesOf = async (user: Client, query = '') =>
    (await user.contracts(query)).body.contracts.map(({ outContractCode }) => outContractCode);

  it('is newest first, ended ones included, in pages', async () => {
    const { user, codes } = await withContracts(7);
    const newestFirst = [...codes].reverse();
    expect(await codesOf(user)).toEqual(newestFirst);
    expect(await codesOf(user, '?limit=3')).toEqual(newestFirst.slice(0, 3));
    expect(await codesOf(user, `?limit=3&before=${newestFirst[2]}`)).toEqual(newestFirst.slice(3, 6));
    expect(await codesOf(user, `?limit=3&before=${newestFirst[5]}`)).toEqual(newestFirst.slice(6));
    expect(await codesOf(user, `?before=${newestFirst[6]}`)).toEqual([]);
    expect(await codesOf(user, '?limit=100')).toEqual(newestFirst);
    const { contracts } = (await user.contracts()).body;
    expect(contracts.map(({ status }) => status)).toEqual(
      codes.map((_, n) => (n % 2 ? 'terminated' : 'signed')).reverse(),
    );
  });

  it('queries a contract again when the last look is more than ten minutes old', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.terminate(outContractCode);
    expect((await user.contracts()).body.contracts).toMatchObject([{ status: 'signed' }]);
    expect(await given.kit.control.callsAbout(outContractCode, 'queryContract')).toEqual([]);
    await kit.redis.zadd(`${kit.prefix}contracts`, Date.now() - 601_000, outContractCode);
    expect((await user.contracts()).body.contracts).toMatchObject([
      { status: 'terminated', terminationMode: 'USER_TERMINATE', terminatedAt: expect.any(String) },
    ]);
    await kit.event(outContractCode, 'terminated');
  });
});

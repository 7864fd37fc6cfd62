import { type Facts, highestSeq, MAX_SEQ, mergeFacts, status } from '@contract-kit/shared';
import fc from 'fast-check';
import { type Client, useKit, waitFor } from './kit';

const given = useKit();

afterEach(async () => {
  await given.kit.control.faults([]);
  await given.kit.control.notify({});
});

async function signer() {
  const user = await given.kit.login();
  const { body } = await user.create();
  return { ...user, outContractCode: body.outContractCode, created: body };
}

/** The calls to WeChat Pay about one signing. */
async function callsAbout(outContractCode: string, operation: string) {
  const requests = await given.kit.control.requests();
  return requests.filter(
    ({ operation: name, url, body }) =>
      name === operation && (url.includes(outContractCode) || body?.out_contract_code === outContractCode),
  );
}

describe('creating', () => {
  it('twenty times at once makes one signing, with one call to WeChat Pay', async () => {
    const { kit } = given;
    const user = await kit.login();
    const before = (await kit.control.contracts()).length;
    await kit.control.faults([{ operation: 'preEntrustSign', delayMs: 300 }]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => user.create()));
    const codes = new Set(answers.map(({ body }) => body.outContractCode));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(codes.size).toBe(1);
    expect(await callsAbout([...codes][0]!, 'preEntrustSign')).toHaveLength(1);
    expect((await kit.control.contracts()).length).toBe(before + 1);
    for (const { body } of answers) expect(body.launch).toEqual(answers[0]!.body.launch);
  });

  it('twenty times at once, when WeChat Pay refuses, leaves nobody without an answer', async () => {
    const { kit } = given;
    const user = await kit.login();
    await kit.control.faults([
      { operation: 'preEntrustSign', kind: 'http', status: 403, code: 'NO_AUTH', delayMs: 200 },
    ]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => user.create()));
    const errors = answers.map(({ error }) => error);
    expect(errors).toContain('wechatpay_refused');
    expect(new Set(errors.filter((error) => error !== 'wechatpay_refused'))).toEqual(new Set(['busy']));
    await kit.control.faults([]);
    expect((await user.create()).status).toBe(201);
  });

  it('again gives the live signing, on every device of the person', async () => {
    const { kit } = given;
    const [phone, tablet] = [await kit.login('two-devices'), await kit.login('two-devices')];
    const { body } = await phone.create();
    const again = await tablet.create();
    expect([again.status, again.body.outContractCode, again.body.launch]).toEqual([
      200,
      body.outContractCode,
      body.launch,
    ]);
    await phone.launch(body.outContractCode);
    expect((await tablet.create()).body).toMatchObject({
      outContractCode: body.outContractCode,
      status: 'signing',
    });
    expect((await tablet.current()).body.status).toBe('signing');
  });

  it('passes on the name that the signing page is to show', async () => {
    const user = await given.kit.login();
    const contractDisplayAccount = '微信用户微信用户12345678';
    expect(Buffer.byteLength(contractDisplayAccount)).toBe(32);
    const { body } = await user.create({ contractDisplayAccount });
    expect(body.displayAccount).toBe(contractDisplayAccount);
    const [call] = await callsAbout(body.outContractCode, 'preEntrustSign');
    expect(call!.body).toMatchObject({ contract_display_account: contractDisplayAccount });
  });

  it('while a contract is in force is refused with that contract, after asking about it once a minute', async () => {
    const user = await given.kit.login();
    const outContractCode = await given.kit.contract(user);
    for (let i = 0; i < 3; i++) {
      const refused = await user.create();
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        error: { code: 'already_signed', details: { contract: { outContractCode, status: 'signed' } } },
      });
    }
    expect(await callsAbout(outContractCode, 'queryContract')).toHaveLength(1);
  });

  it('has no part in looking: the newest signing is shown without side effects', async () => {
    const { control } = given.kit;
    const user = await given.kit.login();
    const before = (await control.requests()).length;
    expect((await user.current()).status).toBe(404);
    const first = await given.kit.contract(user);
    await user.terminate(first);
    const { outContractCode, version } = (await user.create()).body;
    const asked = (await control.requests()).length;
    for (let i = 0; i < 3; i++) {
      expect((await user.current()).body).toMatchObject({ outContractCode, version, status: 'ready' });
    }
    expect((await control.requests()).length).toBe(asked);
    expect(asked).toBeGreaterThan(before);
  });
});

describe('the counter of jumps', () => {
  it('goes on from the largest that was reported when a report does not say', async () => {
    const user = await signer();
    expect(user.created.seq).toBe(0);
    expect((await user.launch(user.outContractCode)).body).toMatchObject({ seq: 1, status: 'signing' });
    expect((await user.return(user.outContractCode)).body).toMatchObject({ seq: 2, status: 'confirming' });
    expect((await user.launch(user.outContractCode, { outcome: 'opened', seq: 7 })).body).toMatchObject({
      seq: 7,
      status: 'signing',
    });
    expect((await user.return(user.outContractCode)).body).toMatchObject({ seq: 8, status: 'confirming' });
  });

  it('keeps an old report from undoing a newer one, in whatever order they arrive', async () => {
    const user = await signer();
    const opened = (seq: number) => user.launch(user.outContractCode, { outcome: 'opened', seq });
    const back = (seq: number) => user.return(user.outContractCode, { scene: 1038, seq });
    expect((await back(1)).body.status).toBe('confirming');
    expect((await opened(1)).body.status).toBe('confirming');
    expect((await opened(2)).body.status).toBe('signing');
    expect((await back(1)).body.status).toBe('signing');
    const { version } = (await back(2)).body;
    expect((await opened(1)).body).toMatchObject({ status: 'confirming', version, seq: 2 });
    expect((await back(2)).body.version).toBe(version);
  });

  it('counts only jumps that opened', async () => {
    const user = await signer();
    for (const outcome of ['cancelled', 'failed']) {
      const { status, body } = await user.launch(user.outContractCode, {
        outcome,
        seq: 1,
        errMsg: 'navigateToMiniProgram:fail cancel',
      });
      expect([status, body.status, body.version]).toEqual([200, 'ready', user.created.version]);
    }
  });

  it('may be as large as it gets, and no contract is lost by it', async () => {
    const { kit } = given;
    const user = await signer();
    await user.launch(user.outContractCode, { outcome: 'opened', seq: MAX_SEQ });
    const returned = await user.return(user.outContractCode, {
      scene: 1038,
      extraData: { return_code: 'SUCCESS' },
    });
    expect([returned.status, returned.body.seq]).toEqual([200, MAX_SEQ]);
    expect((await user.launch(user.outContractCode)).status).toBe(200);
    expect((await user.return(user.outContractCode)).body.status).toBe('confirming');
    await kit.control.sign(user.outContractCode);
    await kit.event(user.outContractCode, 'signed');
    expect((await user.get(user.outContractCode)).body.status).toBe('signed');
  });
});

describe('the status', () => {
  it('is what the facts say, in whatever order and however often they are reported', async () => {
    const { kit } = given;
    const seq = fc.integer({ min: 1, max: 4 });
    const report = fc.oneof(
      fc.record({ what: fc.constant('launched' as const), seq }),
      fc.record({
        what: fc.constant('returned' as const),
        seq,
        returnCode: fc.constantFrom('SUCCESS', 'FAIL', undefined),
      }),
      fc.record({ what: fc.constantFrom('signed' as const, 'terminated' as const) }),
    );
    /** One after the other, each a few at once. */
    const reports = fc.array(fc.array(report, { minLength: 1, maxLength: 5 }), { maxLength: 4 });

    await fc.assert(
      fc.asyncProperty(reports, async (groups) => {
        const user = await signer();
        const { outContractCode } = user;
        const signed = await kit.report(outContractCode);
        const ended = await kit.report(outContractCode, {
          contract_state: 'TERMINATED',
          contract_id: signed.contract_id,
        });
        const confirmed = {
          signedAt: '2026-11-23T08:00:00.000Z',
          contractId: String(signed.contract_id),
          source: 'notification' as const,
        };
        const terminated = {
          at: '2026-11-23T09:00:00.000Z',
          mode: 'USER_TERMINATE',
          remark: '',
          source: 'notification' as const,
        };
        let facts: Facts = {};
        const send = async (one: (typeof groups)[number][number]) => {
          if (one.what === 'launched') {
            facts = mergeFacts(facts, { launched: { seq: one.seq } });
            return (await user.launch(outContractCode, { outcome: 'opened', seq: one.seq })).status;
          }
          if (one.what === 'returned') {
            const hint = one.returnCode === undefined ? undefined : { returnCode: one.returnCode };
            facts = mergeFacts(facts, { returned: { seq: one.seq, ...(hint && { hint }) } });
            const extraData = hint && { return_code: hint.returnCode };
            return (await user.return(outContractCode, { scene: 1038, seq: one.seq, extraData })).status;
          }
          const isEnd = one.what === 'terminated';
          facts = mergeFacts(facts, { confirmed, ...(isEnd && { terminated }) });
          return (await kit.forge({ resource: isEnd ? ended : signed })).status;
        };
        for (const group of groups) {
          for (const answer of await Promise.all(group.map(send))) expect([200, 204]).toContain(answer);
        }

        const { body } = await user.get(outContractCode);
        expect([body.status, body.seq, body.contractId, body.terminatedAt]).toEqual([
          status(facts),
          highestSeq(facts),
          facts.confirmed?.contractId,
          facts.terminated?.at,
        ]);
        const expected = [
          ...(facts.confirmed ? ['signed'] : []),
          ...(facts.terminated ? ['terminated'] : []),
        ];
        for (const name of expected) await kit.event(outContractCode, name as 'signed' | 'terminated');
        const told = kit.events.filter((event) => event.outContractCode === outContractCode);
        expect(told.map(({ name }) => name)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('is never “signed” by what the client says', async () => {
    const user = await signer();
    await user.launch(user.outContractCode);
    for (const extraData of [
      { return_code: 'SUCCESS', return_msg: '签约成功', contract_id: '201710180325670965' },
      { return_code: 'SUCCESS', contract_state: 'SIGNED' },
    ]) {
      const { body } = await user.return(user.outContractCode, { scene: 1038, extraData });
      expect(body.status).toBe('confirming');
      expect(body).not.toHaveProperty('contractId');
    }
    expect((await user.contracts()).body.contracts).toEqual([]);
  });

  it('lives 27 hours, and for good once there is a contract', async () => {
    const { kit } = given;
    const user = await signer();
    const name = `${kit.prefix}signing:{${user.outContractCode}}`;
    const ttl = await kit.redis.ttl(name);
    expect(ttl).toBeGreaterThan(27 * 3600 - 60);
    expect(ttl).toBeLessThanOrEqual(27 * 3600);
    await user.launch(user.outContractCode);
    await user.return(user.outContractCode);
    expect(await kit.redis.ttl(name)).toBeGreaterThan(ttl - 60);
    await kit.control.sign(user.outContractCode);
    await kit.event(user.outContractCode, 'signed');
    expect(await kit.redis.ttl(name)).toBe(-1);
    await user.launch(user.outContractCode);
    await user.terminate(user.outContractCode);
    await kit.event(user.outContractCode, 'terminated');
    expect(await kit.redis.ttl(name)).toBe(-1);
  });

  it('is asked about at most twenty times an hour', async () => {
    const { kit } = given;
    const { outContractCode } = await signer();
    const resource = await kit.report(outContractCode, { contract_state: 'TO_BE_RENEWED' });
    const tooOften = () =>
      kit.logs.some(
        ({ msg, outContractCode: code }) =>
          msg === 'asked about this signing too often' && code === outContractCode,
      );
    for (let asked = 0; !tooOften(); ) {
      expect((await kit.forge({ resource })).status).toBe(204);
      const before = asked;
      await waitFor('the question', async () => {
        asked = (await callsAbout(outContractCode, 'queryContract')).length;
        return asked > before || tooOften();
      });
    }
    expect(await callsAbout(outContractCode, 'queryContract')).toHaveLength(20);
    expect((await kit.forge({ resource: await kit.report(outContractCode) })).status).toBe(204);
    await kit.event(outContractCode, 'signed');
  });
});

describe('a termination', () => {
  it('of what was never signed is 409, and WeChat Pay is not asked', async () => {
    const user = await signer();
    const refused = await user.terminate(user.outContractCode);
    expect([refused.status, refused.error]).toEqual([409, 'not_signed']);
    expect(await callsAbout(user.outContractCode, 'terminateContract')).toEqual([]);
  });

  it('passes the remark on, and answers with WeChat Pay’s own time and mode', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    const { status, body } = await user.terminate(outContractCode, '  不再需要  ');
    const [call, ...others] = await callsAbout(outContractCode, 'terminateContract');
    expect([call!.body, others]).toEqual([{ contract_termination_remark: '不再需要' }, []]);
    const [told] = await kit.control.notifications(
      `?outContractCode=${outContractCode}&eventType=ENTRUST.TERMINATE`,
    );
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
    expect(await callsAbout(outContractCode, 'terminateContract')).toHaveLength(1);
  });

  it('of what the user has ended in WeChat, unnoticed, is success without a call', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.terminate(outContractCode);
    const { status, body } = await user.terminate(outContractCode);
    expect([status, body.terminationMode]).toEqual([200, 'USER_TERMINATE']);
    expect(await callsAbout(outContractCode, 'terminateContract')).toEqual([]);
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
    expect((await callsAbout(outContractCode, 'terminateContract')).map(({ status }) => status)).toEqual([
      400,
    ]);
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
    const { outContractCode, ...user } = await signer();
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

  it('asks about a contract again when the last look is more than ten minutes old', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.terminate(outContractCode);
    expect((await user.contracts()).body.contracts).toMatchObject([{ status: 'signed' }]);
    expect(await callsAbout(outContractCode, 'queryContract')).toEqual([]);
    await kit.redis.zadd(`${kit.prefix}contracts`, Date.now() - 601_000, outContractCode);
    expect((await user.contracts()).body.contracts).toMatchObject([
      { status: 'terminated', terminationMode: 'USER_TERMINATE', terminatedAt: expect.any(String) },
    ]);
    await kit.event(outContractCode, 'terminated');
  });
});

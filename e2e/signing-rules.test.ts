import { type Facts, highestSeq, MAX_SEQ, mergeFacts, status } from '@contract-kit/server/facts';
import fc from 'fast-check';
import { useKit, waitFor } from './kit';

const given = useKit();

afterEach(async () => {
  await given.kit.control.faults([]);
  await given.kit.control.notify({});
});

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
    expect(await given.kit.control.callsAbout([...codes][0]!, 'preEntrustSign')).toHaveLength(1);
    expect((await kit.control.contracts()).length).toBe(before + 1);
    for (const { body } of answers) expect(body.launch).toEqual(answers[0]!.body.launch);
  });

  it('several times at once, when WeChat Pay refuses, tells each so: whoever waited tries it themselves', async () => {
    const { kit } = given;
    const user = await kit.login();
    await kit.control.faults([
      { operation: 'preEntrustSign', kind: 'http', status: 403, code: 'NO_AUTH', delayMs: 200 },
    ]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => user.create()));
    const errors = answers.map(({ error }) => error);
    expect(errors).toEqual(Array(5).fill('wechatpay_refused'));
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
    const [call] = await given.kit.control.callsAbout(body.outContractCode, 'preEntrustSign');
    expect(call!.body).toMatchObject({ contract_display_account: contractDisplayAccount });
  });

  it('while a contract is in force is refused with that contract, after asking about it once a minute', async () => {
    const user = await given.kit.login();
    const outContractCode = await given.kit.contract(user);
    for (let i = 0; i < 3; i++) {
      const refused = await user.create();
      expect(refused).toMatchObject({
        status: 409,
        error: 'already_signed',
        details: { contract: { outContractCode, status: 'signed' } },
      });
    }
    expect(await given.kit.control.callsAbout(outContractCode, 'queryContract')).toHaveLength(1);
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
    const user = await given.kit.signer();
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
    const user = await given.kit.signer();
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
    const user = await given.kit.signer();
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
    const user = await given.kit.signer();
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
        const user = await given.kit.signer();
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
  });

  it('is never “signed” by what the client says', async () => {
    const user = await given.kit.signer();
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
    const user = await given.kit.signer();
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

  it('is asked about at once for what is not understood, but at most five times an hour', async () => {
    const { kit } = given;
    const { outContractCode } = await given.kit.signer();
    const resource = await kit.report(outContractCode, { contract_state: 'TO_BE_RENEWED' });
    const queries = async () => (await kit.control.callsAbout(outContractCode, 'queryContract')).length;
    for (let sent = 1; sent <= 5; sent++) {
      expect((await kit.forge({ resource })).status).toBe(204);
      await waitFor('the query', async () => (await queries()) === sent);
    }
    for (let more = 0; more < 20; more++) expect((await kit.forge({ resource })).status).toBe(204);
    expect(await queries()).toBe(5);
    expect((await kit.forge({ resource: await kit.report(outContractCode) })).status).toBe(204);
    await kit.event(outContractCode, 'signed');
  });
});

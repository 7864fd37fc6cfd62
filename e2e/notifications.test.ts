import { type Client, useKit, waitFor } from './kit';

const given = useKit();

const mergesOf = (code: string) =>
  given.kit.logs
    .filter(({ event, outContractCode }) => event === 'fact' && outContractCode === code)
    .map(({ fact }) => fact);

async function versionOf(user: Client, code: string) {
  return (await user.get(code)).body.version;
}

describe('what a notification says', () => {
  it('is decided by its state, whatever its event is called', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    for (const eventType of ['ENTRUST.TERMINATE', 'PASSWORD_FREE.CHANGED', '']) {
      expect((await given.kit.forge({ resource: report, eventType })).status).toBe(204);
    }
    expect((await user.get(outContractCode)).body).toMatchObject({
      status: 'signed',
      contractId: report.contract_id,
      signedAt: '2026-11-23T08:00:00.000Z',
    });
  });

  it('counts with whichever of its keys WeChat Pay signs', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    expect((await given.kit.forge({ resource: report, key: 'certificate' })).status).toBe(204);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it.each([
    ['without id and event_type', { id: undefined, event_type: undefined }],
    ['with numbers for them', { id: 7, event_type: 7 }],
  ])('counts %s, which only the log needs', async (_, fields) => {
    const { user, outContractCode, report } = await given.kit.pending();
    const answer = await given.kit.forge({
      resource: report,
      envelope: (envelope) => ({ ...envelope, ...fields }),
    });
    expect(answer.status).toBe(204);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('may fill 64 KiB', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    const answer = await given.kit.forge({
      resource: report,
      envelope: (envelope) => {
        const length = Buffer.byteLength(JSON.stringify({ ...envelope, padding: '' }));
        return { ...envelope, padding: 'x'.repeat(64 * 1024 - length) };
      },
    });
    expect(answer.status).toBe(204);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it.each([
    ['a state that we do not know', { contract_state: 'TERMINATE_PENDING' }],
    ['a state without what belongs to it', { contract_id: undefined }],
    ['a time that is none', { contract_signed_time: '2026-02-30T00:00:00+08:00' }],
    ['a field of another type', { service_id: '12535' }],
  ])('is asked about when it is %s', async (_, change) => {
    const { kit } = given;
    const { user, outContractCode, report } = await given.kit.pending();
    await kit.control.notify({ drop: true });
    await kit.control.sign(outContractCode);
    await kit.control.notify({});
    expect((await kit.forge({ resource: { ...report, ...change } })).status).toBe(204);
    const event = await kit.event(outContractCode, 'signed');
    const [truth] = (await kit.control.contracts()).filter(
      (known) => known.outContractCode === outContractCode,
    );
    expect(event.contractId).toBe(truth!.contractId);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('may be that there is no contract: then a return is answered, and nothing else changes', async () => {
    const { kit } = given;
    const { user, outContractCode } = await given.kit.pending();
    const none = { contract_id: undefined, contract_signed_time: undefined };
    for (const contract_state of ['NOT_SIGNED', 'SIGN_FAILED']) {
      const resource = await kit.report(outContractCode, { ...none, contract_state });
      expect((await kit.forge({ resource })).status).toBe(204);
      expect((await user.get(outContractCode)).body.status).toBe('ready');
    }
    const resource = await kit.report(outContractCode, { ...none, contract_state: 'NOT_SIGNED' });
    await user.launch(outContractCode);
    await user.return(outContractCode);
    await kit.forge({ resource });
    const notSigned = (await user.get(outContractCode)).body;
    expect(notSigned.status).toBe('not_signed');
    expect(notSigned.launch).toBeDefined();

    await kit.forge({ resource: await kit.report(outContractCode) });
    await kit.forge({ resource });
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('may be an answer to the self-test: its message is kept ten minutes', async () => {
    const { kit } = given;
    const resource = { echo_message: 'hello-42' };
    expect(
      (await kit.forge({ originalType: 'security', eventType: 'SECURITY_ECHO.SUCCESS', resource })).status,
    ).toBe(204);
    const [name, ...others] = await kit.redis.keys(`${kit.prefix}*hello-42*`);
    expect(others).toEqual([]);
    expect(await kit.redis.ttl(name!)).toBeGreaterThan(590);
    expect(await kit.redis.ttl(name!)).toBeLessThanOrEqual(600);
  });
});

describe('many notifications', () => {
  it('of one contract, a hundred at once, are one fact and one event', async () => {
    const { kit } = given;
    const { outContractCode } = await given.kit.pending();
    await kit.control.notify({ duplicate: 99 });
    await kit.control.sign(outContractCode);
    const [sent] = await kit.control.notifications({ outContractCode, state: 'delivered', wait: 10 });
    await kit.control.notify({});
    expect(sent!.attempts.map(({ status }) => status)).toEqual(Array(100).fill(204));
    await kit.event(outContractCode, 'signed');
    expect(mergesOf(outContractCode)).toEqual(['party', 'preSigned', 'confirmed']);
    await waitFor('no work to be left', async () => {
      const metrics = await kit.metrics();
      return /jobs\{state="eventsWaiting"\} 0\b/.test(metrics);
    });
    expect(given.kit.told(outContractCode)).toEqual(['signed']);
  });

  it('in the wrong order end the same: the termination first, then the signature', async () => {
    const { kit } = given;
    const { user, outContractCode, report } = await given.kit.pending();
    const ended = {
      ...(await kit.report(outContractCode, { contract_state: 'TERMINATED' })),
      contract_id: report.contract_id,
    };
    expect((await kit.forge({ resource: ended, eventType: 'ENTRUST.TERMINATE' })).status).toBe(204);
    await kit.event(outContractCode, 'terminated');
    expect((await kit.forge({ resource: report })).status).toBe(204);
    expect((await user.get(outContractCode)).body).toMatchObject({
      status: 'terminated',
      contractId: report.contract_id,
      signedAt: '2026-11-23T08:00:00.000Z',
      terminatedAt: '2026-11-23T09:00:00.000Z',
    });
    expect(given.kit.told(outContractCode)).toEqual(['signed', 'terminated']);
    expect(mergesOf(outContractCode)).toEqual(['party', 'preSigned', 'confirmed', 'terminated']);
  });

  it('that are replayed after a termination bring nothing back', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.terminate(outContractCode);
    await kit.event(outContractCode, 'terminated');
    const before = await versionOf(user, outContractCode);
    const old = await kit.control.notifications({ outContractCode });
    expect(old).toHaveLength(2);
    for (const { resource, eventType } of [...old, ...old.reverse()]) {
      expect((await kit.forge({ resource, eventType })).status).toBe(204);
    }
    expect(await versionOf(user, outContractCode)).toBe(before);
    expect(given.kit.told(outContractCode)).toEqual(['signed', 'terminated']);
    expect((await user.create()).status).toBe(201);
  });

  it('with two contract ids for one code end the same in both orders, and are logged and counted', async () => {
    const { kit } = given;
    const ids: unknown[] = [];
    for (const order of [
      ['2001', '2002'],
      ['2002', '2001'],
    ]) {
      const { user, outContractCode, report } = await given.kit.pending();
      for (const contract_id of order) await kit.forge({ resource: { ...report, contract_id } });
      ids.push((await user.get(outContractCode)).body.contractId);
      expect(kit.logs).toContainEqual(expect.objectContaining({ level: 'error', outContractCode }));
    }
    expect(ids).toEqual(['2001', '2001']);
    expect(await kit.metrics()).toMatch(/conflicting_contracts_total 2\b/);
  });
});

describe('a contract that we do not know', () => {
  it('of ours becomes a permanent record of its user, with its event', async () => {
    const { kit } = given;
    const { user, outContractCode, report } = await given.kit.pending();
    const lost = `lost${outContractCode}`.slice(0, 32);
    expect((await kit.forge({ resource: { ...report, out_contract_code: lost } })).status).toBe(204);
    expect(await kit.event(lost, 'signed')).toMatchObject({
      contractId: report.contract_id,
      subMchid: '1900000109',
    });
    expect((await user.get(lost)).body).toMatchObject({ status: 'signed', contractId: report.contract_id });
    expect((await user.contracts()).body.contracts).toMatchObject([
      { outContractCode: lost, status: 'signed' },
    ]);
    // WeChat Pay does not answer just now: what was verified holds.
    await kit.control.faults([{ operation: 'queryContract', kind: 'http', status: 500 }]);
    const refused = await user.create();
    expect([refused.status, refused.error]).toEqual([409, 'already_signed']);
    await kit.control.faults([]);
    expect(await kit.redis.ttl(`${kit.prefix}signing:{${lost}}`)).toBe(-1);
    expect((await (await kit.login()).get(lost)).status).toBe(404);
  });

  it('of ours may have ended already', async () => {
    const { kit } = given;
    const { user, outContractCode } = await given.kit.pending();
    const lost = `lost${outContractCode}`.slice(0, 32);
    const resource = await kit.report(outContractCode, {
      contract_state: 'TERMINATED',
      out_contract_code: lost,
    });
    expect((await kit.forge({ resource })).status).toBe(204);
    await kit.event(lost, 'terminated');
    expect(given.kit.told(lost)).toEqual(['signed', 'terminated']);
    expect((await user.contracts()).body.contracts).toMatchObject([
      { outContractCode: lost, status: 'terminated', terminationMode: 'USER_TERMINATE' },
    ]);
  });

  it('of ours in a state that nobody knows, after Redis has lost all, is asked about, and comes back', async () => {
    const { kit } = given;
    const { outContractCode, report } = await given.kit.pending();
    await kit.control.notify({ drop: true });
    await kit.control.sign(outContractCode);
    await kit.control.notify({});
    await kit.restartServer({ REDIS_PREFIX: `${kit.prefix}empty:` });
    try {
      const resource = { ...report, contract_state: 'PAUSED' };
      expect(await kit.forge({ resource })).toEqual({ status: 204 });
      const event = await kit.event(outContractCode, 'signed');
      const contracts = await kit.control.contracts();
      const truth = contracts.find((known) => known.outContractCode === outContractCode);
      expect(event).toMatchObject({ contractId: truth!.contractId, subMchid: '1900000109' });
      expect(event.contractId).not.toBe(report.contract_id);
      expect(given.kit.told(outContractCode)).toEqual(['signed']);
      expect(await kit.redis.ttl(`${kit.prefix}empty:signing:{${outContractCode}}`)).toBe(-1);
    } finally {
      await kit.restartServer();
    }
  });

  it('of ours that names no sub-merchant is told by its code, lost or not', async () => {
    const { kit } = given;
    const { outContractCode, report } = await given.kit.pending();
    await kit.redis.del(`${kit.prefix}signing:{${outContractCode}}`);
    const { sub_mchid: _, ...nameless } = report;
    expect(await kit.forge({ resource: nameless })).toEqual({ status: 204 });
    expect(await kit.event(outContractCode, 'signed')).toMatchObject({ subMchid: '1900000109' });
  });

  it('of ours that names no sub-merchant, with an old code, is told by the user who has it', async () => {
    const { kit } = given;
    const { outContractCode, report } = await given.kit.pending();
    const old = '4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f';
    for (const name of await kit.redis.keys(`${kit.prefix}user:*`)) {
      if ((await kit.redis.zscore(name, outContractCode)) !== null) await kit.redis.zadd(name, 1, old);
    }
    const nameless = { ...report, out_contract_code: old, sub_mchid: undefined };
    expect(await kit.forge({ resource: nameless })).toEqual({ status: 204 });
    expect(await kit.event(old, 'signed')).toMatchObject({ subMchid: '1900000109' });
  });

  it('of ours, and nobody can tell of which sub-merchant, is kept in a list with an error', async () => {
    const { kit } = given;
    const { report } = await given.kit.pending();
    const code = 'a'.repeat(24);
    const nameless = { ...report, out_contract_code: code, sub_mchid: undefined };
    expect(await kit.forge({ resource: nameless })).toEqual({ status: 204 });
    const [newest] = await kit.redis.lrange(`${kit.prefix}unassigned-contracts`, 0, 0);
    expect(JSON.parse(newest!)).toMatchObject({ outContractCode: code, contractState: 'SIGNED' });
    expect(newest).not.toContain(report.sub_openid);
    expect(kit.logs).toContainEqual(expect.objectContaining({ level: 'error', outContractCode: code }));
    expect(given.kit.told(code)).toEqual([]);
  });

  it('of which a mini-program speaks after Redis has lost it is asked about, if its code is this merchant’s', async () => {
    const { kit } = given;
    const { user, outContractCode } = await given.kit.pending();
    await kit.control.notify({ drop: true });
    await kit.control.sign(outContractCode);
    await kit.control.notify({});
    await kit.redis.del(`${kit.prefix}signing:{${outContractCode}}`);
    const names = await kit.redis.keys(`{${kit.prefix}jobs}:*${outContractCode}*`);
    for (const name of names) await kit.redis.del(name);
    await kit.redis.zrem(`{${kit.prefix}jobs}:queries:delayed`, `${outContractCode}-close`);
    expect((await user.return('b'.repeat(24))).status).toBe(404);
    expect((await user.return(outContractCode)).status).toBe(404);
    await kit.event(outContractCode, 'signed');
    expect((await user.get(outContractCode)).body.status).toBe('signed');
    expect(await kit.control.callsAbout('b'.repeat(24), 'queryContract')).toEqual([]);
  });

  it.each([
    ['provider', { sp_mchid: '1900000999' }],
    ['provider, or of whom, it does not say,', { sp_mchid: undefined }],
    ['merchant', { sub_mchid: '1900000999' }],
    ['service', { service_id: 99999 }],
    ['service, or of which, it does not say,', { service_id: undefined }],
    ['app', { sub_appid: 'wx0000000000000000' }],
  ])('of another %s is kept in a list for 30 days, without events', async (_, change) => {
    const { kit } = given;
    const { outContractCode, report } = await given.kit.pending();
    const foreign = `foreign${outContractCode}`.slice(0, 32);
    const answer = await kit.forge({ resource: { ...report, out_contract_code: foreign, ...change } });
    expect(answer).toEqual({ status: 204 });
    const list = `${kit.prefix}foreign-contracts`;
    const [newest] = await kit.redis.lrange(list, 0, 0);
    expect(JSON.parse(newest!)).toMatchObject({ outContractCode: foreign, contractState: 'SIGNED' });
    expect(newest).not.toContain(report.sub_openid);
    expect(await kit.redis.ttl(list)).toBeGreaterThan(30 * 86_400 - 60);
    expect(await kit.redis.exists(`${kit.prefix}signing:{${foreign}}`)).toBe(0);
    expect(given.kit.told(foreign)).toEqual([]);
  });
});

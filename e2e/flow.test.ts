import { useKit, waitFor } from './kit';

const given = useKit();

it('goes from tap to merchant event: login, pre-sign, launch, sign, return, notification', async () => {
  const { kit } = given;
  const user = await kit.login();

  const created = await user.create();
  expect(created.status).toBe(201);
  const { outContractCode, launch, status, seq } = created.body;
  expect(status).toBe('ready');
  expect(outContractCode).toMatch(/^[A-Za-z0-9]{1,32}$/);
  expect(launch).toEqual({
    appId: 'wxbd687630cd02ce1d',
    path: 'pages/PwdExemptContract/index',
    extraData: { pre_entrustweb_id: expect.any(String) },
  });

  const launched = await user.launch(outContractCode, { outcome: 'opened', seq: seq + 1 });
  expect(launched.body.status).toBe('signing');
  // Whatever becomes of this jump, another can be made.
  expect(launched.body.launch).toEqual(launch);

  const waiting = user.get(outContractCode, `?wait=25&after=${launched.body.version}`);
  await kit.control.sign(outContractCode);
  const signed = await waiting;
  expect(signed.body).toMatchObject({
    status: 'signed',
    contractId: expect.any(String),
    signedAt: expect.any(String),
  });

  const returned = await user.return(outContractCode, {
    scene: 1038,
    referrerAppId: 'wxbd687630cd02ce1d',
    extraData: { return_code: 'SUCCESS' },
    seq: seq + 1,
  });
  expect(returned.body.status).toBe('signed');

  const event = await kit.event(outContractCode, 'signed');
  expect(event).toMatchObject({
    eventId: `${outContractCode}-signed`,
    contractId: signed.body.contractId,
    occurredAt: signed.body.signedAt,
    subMchid: '1900000109',
    appId: 'wxd678efh567hg6787',
  });
  const [sent] = await kit.control.notifications({ outContractCode, state: 'delivered', wait: 5 });
  expect(sent!.attempts.map((attempt) => attempt.status)).toEqual([204]);
  expect((await user.contracts()).body.contracts).toMatchObject([{ outContractCode, status: 'signed' }]);
});

it('queries within 3 s for a return that comes while WeChat Pay holds a query', async () => {
  const { kit } = given;
  const { outContractCode, ...user } = await kit.signer();
  const queries = async () => (await kit.control.callsAbout(outContractCode, 'queryContract')).length;
  await user.launch(outContractCode, { outcome: 'opened', seq: 1 });
  await kit.control.faults([{ operation: 'queryContract', kind: 'timeout', times: 1 }]);
  await user.return(outContractCode, { scene: 1038, seq: 1 });
  await waitFor('the query', async () => (await queries()) === 1);
  await waitFor(
    'returns to start queries over again',
    async () => (await kit.redis.keys(`${kit.prefix}*returns*${outContractCode}*`)).length === 0,
  );
  await user.launch(outContractCode, { outcome: 'opened', seq: 2 });
  const { body } = await user.return(outContractCode, { scene: 1038, seq: 2 });
  const returnedAt = Date.now();
  await waitFor('the next query', async () => (await queries()) === 2);
  expect(Date.now() - returnedAt).toBeLessThan(3_000);
  const decided = await user.get(outContractCode, `?wait=10&after=${body.version}`);
  expect(decided.body.status).toBe('not_signed');
});

it('confirms by query what a lost notification did not tell', async () => {
  const { kit } = given;
  await kit.control.notify({ drop: true });
  const user = await kit.login();
  const { outContractCode } = (await user.create()).body;
  await user.launch(outContractCode);
  await kit.control.sign(outContractCode);
  const returned = await user.return(outContractCode, { scene: 1038, extraData: { return_code: 'FAIL' } });
  expect(returned.body.status).toBe('confirming');
  const signed = await user.get(outContractCode, `?wait=10&after=${returned.body.version}`);
  expect(signed.body.status).toBe('signed');
  await kit.event(outContractCode, 'signed');
  await kit.control.notify({});
});

it('says not signed after an abandoned attempt, and lets the user try the same signing again', async () => {
  const { kit } = given;
  const user = await kit.login();
  const { outContractCode } = (await user.create()).body;
  await user.launch(outContractCode);
  await kit.control.abandon(outContractCode);
  const returned = await user.return(outContractCode, { scene: 1038, extraData: { return_code: 'SUCCESS' } });
  expect(returned.body.status).toBe('confirming');
  const notSigned = await waitFor('not_signed', async () => {
    const { body } = await user.get(outContractCode, `?wait=5&after=${returned.body.version}`);
    return body.status === 'not_signed' && body;
  });
  expect(notSigned.launch).toBeDefined();
  const again = await user.create();
  expect([again.status, again.body.outContractCode]).toEqual([200, outContractCode]);

  await user.launch(outContractCode);
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  expect((await user.get(outContractCode)).body.status).toBe('signed');
});

it('notices a termination in WeChat whose notification was lost, and lets the user sign again', async () => {
  const { kit } = given;
  const user = await kit.login();
  const { outContractCode } = (await user.create()).body;
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  await kit.control.notify({ drop: true });
  await kit.control.terminate(outContractCode);
  await kit.control.notify({});
  const created = await user.create();
  expect(created.status).toBe(201);
  expect(created.body.outContractCode).not.toBe(outContractCode);
  expect(await kit.event(outContractCode, 'terminated')).toMatchObject({ outContractCode });
});

it('terminates a contract for its user, with the time and mode that WeChat Pay gives', async () => {
  const { kit } = given;
  const user = await kit.login();
  const { outContractCode } = (await user.create()).body;
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  const refused = await user.create();
  expect([refused.status, refused.error]).toEqual([409, 'already_signed']);
  const terminated = await user.terminate(outContractCode);
  expect(terminated.status).toBe(200);
  expect(terminated.body).toMatchObject({ status: 'terminated', terminatedAt: expect.any(String) });
  await kit.event(outContractCode, 'terminated');
  expect((await user.terminate(outContractCode)).status).toBe(200);
  const names = kit.events
    .filter((event) => event.outContractCode === outContractCode)
    .map(({ name }) => name);
  expect(names).toEqual(['signed', 'terminated']);
});

import { until, useKit, waitFor } from './kit';

/** A tenth of it is 0.4 s; WeChat Pay is asked for the last time 4 s after its end. */
const LIFETIME_SECONDS = 4;

const given = useKit({ env: { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS) } });

it('replaces what has little time left, but not what is being signed or confirmed; then closes what was not signed', async () => {
  const { kit } = given;
  const begunAt = Date.now();
  const [ready, idle, signing, confirming, late, lost] = await Promise.all([
    kit.signer(),
    kit.signer(),
    kit.signer(),
    kit.signer(),
    kit.signer(),
    kit.signer(),
  ]);
  // Nobody will tell of this one.
  await kit.control.notify({ drop: true });
  await kit.control.sign(lost.outContractCode);
  await kit.control.notify({});
  const expiresAt = Date.parse(ready.created.expiresAt!);
  expect(expiresAt).toBeGreaterThanOrEqual(begunAt + LIFETIME_SECONDS * 1000);
  expect((await ready.create()).status).toBe(200);
  for (const user of [signing, confirming, late]) await user.launch(user.outContractCode);
  // Without an answer it stays to be confirmed.
  await kit.control.faults([{ operation: 'queryContract', kind: 'http', status: 500 }]);
  await confirming.return(confirming.outContractCode);

  await waitFor('less than a tenth to be left', () => Date.now() > expiresAt - LIFETIME_SECONDS * 100);
  const replaced = await ready.create();
  expect(replaced.status).toBe(201);
  expect(replaced.body.outContractCode).not.toBe(ready.outContractCode);
  for (const user of [signing, confirming]) {
    const again = await user.create();
    expect([again.status, again.body.outContractCode]).toEqual([200, user.outContractCode]);
  }

  await kit.control.faults([]);
  await waitFor('its end', () => Date.now() > expiresAt + 1000);
  const ended = (await idle.get(idle.outContractCode)).body;
  expect([ended.status, ended.launch]).toEqual(['ready', undefined]);

  for (const user of [idle, signing, late, confirming]) {
    expect((await until(user, user.outContractCode, 'expired')).launch).toBeUndefined();
  }
  expect((await signing.create()).status).toBe(201);

  await kit.event(lost.outContractCode, 'signed');
  expect((await lost.get(lost.outContractCode)).body.status).toBe('signed');

  // Reports of the past are taken, and change nothing that is answered.
  expect((await late.launch(late.outContractCode)).status).toBe(200);
  const returned = await late.return(late.outContractCode, {
    scene: 1038,
    extraData: { return_code: 'SUCCESS' },
  });
  expect([returned.status, returned.body.status]).toEqual([200, 'expired']);

  // The user was quicker than it seemed: only WeChat Pay can say so.
  await kit.control.sign(late.outContractCode);
  await kit.event(late.outContractCode, 'signed');
  expect((await late.get(late.outContractCode)).body.status).toBe('signed');
});

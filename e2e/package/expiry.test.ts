import { callsTo, polls, t, usePackage } from './kit';

/** WeChat Pay is asked for the last time 6 s after its end. */
const LIFETIME_SECONDS = 6;

const { user } = usePackage({
  simulator: { sessionLifetimeSeconds: LIFETIME_SECONDS },
  env: { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS) },
});

it.concurrent('changes to expired while the page is open, and starts again', async () => {
  const { phone, open, jump, inSigningApp, serverSays, merchantWasTold } = await user();
  await open();
  const { outContractCode, preEntrustwebId } = await jump();
  await inSigningApp(preEntrustwebId, 'abandon');
  phone.returnFromOtherApp();
  await phone.waitForText(t.confirmingNote);
  await serverSays('expired');
  await phone.waitForText(t.expiredNote);
  expect(phone.text).toContain(t.expired);
  const asked = polls(phone).length;

  phone.tap(t.startAgain);
  await phone.waitForText(t.openNote);
  expect((await jump()).outContractCode).not.toBe(outContractCode);
  expect(polls(phone)).toHaveLength(asked);
  expect(merchantWasTold(outContractCode)).toEqual([]);
});

it.concurrent('is expired for who comes back too late', async () => {
  const { phone, open, jump, serverSays } = await user();
  await open();
  await jump();
  await serverSays('expired');
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitForText(t.expiredNote);
});

it.concurrent('never jumps with what has expired while the page was open', async () => {
  const { phone, open, jump, server, serverSays } = await user();
  await open();
  const { launch } = (await server.current()).body;
  await serverSays('expired');
  phone.tap(t.open);
  await phone.waitForText(t.tapAgain);
  expect(phone.log.named('navigateToMiniProgram')).toEqual([]);
  const { preEntrustwebId } = await jump();
  expect(preEntrustwebId).not.toBe(launch!.extraData.pre_entrustweb_id);
});

it.concurrent('says how long when a code runs out of which nobody says anything, and fetches the next by itself', async () => {
  const { phone, front, server, serverSays } = await user();
  const { outContractCode } = (await server.create()).body;
  await server.launch(outContractCode);
  front.rule = ({ path }) => (path.includes('?wait=') ? 'hold' : 'pass');
  phone.coldStart();
  await phone.waitForText(t.signingNote);
  // The lifetime, and the minute for which the server goes on waiting for one of full length.
  await phone.advance((LIFETIME_SECONDS + 20) * 1000);
  await phone.waitFor(() => /\b(39|40) 秒后可重新开通/.test(phone.text));
  expect(phone.findAll(({ attributes }) => attributes['aria-role'] === 'timer')).toHaveLength(1);
  const asked = callsTo(phone).length;
  await phone.advance(5_000);
  expect(phone.text).toMatch(/\b(34|35) 秒后可重新开通/);
  // It costs no call.
  expect(callsTo(phone)).toHaveLength(asked);

  await serverSays('expired');
  await phone.advance(40_000);
  await phone.waitForText(t.openNote);
  expect((await server.current()).body.outContractCode).not.toBe(outContractCode);
  expect(phone.text).not.toContain('后可重新开通');
});

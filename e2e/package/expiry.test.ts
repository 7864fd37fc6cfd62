import { polls, t, usePackage } from './kit';

jest.setTimeout(60_000);

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

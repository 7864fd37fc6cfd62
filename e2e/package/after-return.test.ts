import {
  answer,
  answered,
  callsTo,
  passTimeUntil,
  polls,
  returnsTold,
  signingAppId,
  t,
  usePackage,
} from './kit';

const given = usePackage();
const { user } = given;

it.concurrent('tells of the return at once, whatever becomes of the report of the jump', async () => {
  const { phone, front, open, jumpAtOnce, inSigningApp, serverSays } = await user();
  await open();
  front.rule = ({ path }) => (path.endsWith('/launch') ? 'hold' : 'pass');
  const preEntrustwebId = await jumpAtOnce();
  await phone.waitFor(() => front.held.length);
  await phone.advance(5_000);
  expect(phone.state).toBe('suspended');
  expect(callsTo(phone, '/launch')[0]!.errMsg).toBe('request:fail interrupted');

  await inSigningApp(preEntrustwebId, 'abandon');
  phone.returnFromOtherApp();
  // The report goes out again beside the return, and hangs.
  await phone.waitFor(() => answered(phone, '/return').length > 0);
  await phone.waitForText(t.notSignedNote);
  expect(front.held.length).toBeGreaterThan(1);
  expect(answered(phone, '/launch')).toEqual([]);
  expect(await serverSays('not_signed')).toMatchObject({ seq: 1 });

  front.rule = () => 'pass';
  for (const request of front.held) request.settle('pass');
  await passTimeUntil(phone, () => answered(phone, '/launch').length > 0);
  expect(await serverSays('not_signed')).toMatchObject({ seq: 1 });
});

it.concurrent('offers to open the signing page again while the result is not known, and jumps in that tap', async () => {
  const { phone, front, open, jump, inSigningApp, merchantWasTold } = await user();
  await open();
  const { outContractCode, preEntrustwebId } = await jump();
  // Nobody can say what became of it.
  front.rule = ({ path }) => (path.includes('?wait=') ? 'hold' : 'pass');
  phone.returnFromOtherApp();
  await phone.waitForText(t.confirmingNote);
  await phone.waitFor(() => polls(phone).length > 0);
  await phone.advance(8_000);
  expect(phone.text).not.toContain(t.reopen);
  await phone.advance(3_000);
  await phone.waitForText(t.reopen);
  expect(phone.text).toContain(t.confirmingNote);

  phone.tap(t.reopen);
  await answer(phone, true);
  expect((await phone.waitFor(() => phone.otherApp)).extraData).toEqual({
    pre_entrustweb_id: preEntrustwebId,
  });
  await phone.waitFor(() => phone.state !== 'foreground');
  await inSigningApp(preEntrustwebId, 'sign');
  front.rule = () => 'pass';
  phone.returnFromOtherApp();
  await phone.waitForText(t.signedNote);
  await given.kit.event(outContractCode, 'signed');
  expect(merchantWasTold(outContractCode)).toEqual(['signed']);
  expect(returnsTold(phone).map(({ seq }) => seq)).toEqual([1, 2]);
});

it.concurrent('goes on confirming for who thinks better of opening the signing page again', async () => {
  const { phone, front, open, jump, inSigningApp } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  front.rule = ({ path }) => (path.includes('?wait=') ? 'hold' : 'pass');
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitFor(() => polls(phone).length > 0);
  await phone.advance(58_000);
  expect(phone.text).not.toContain(t.reopen);
  await phone.advance(3_000);
  await phone.waitForText(t.reopen);
  front.rule = () => 'pass';
  phone.tap(t.reopen);
  await answer(phone, false);
  await phone.waitForText(t.jumpCancelled);
  await inSigningApp(preEntrustwebId, 'sign');
  await phone.waitForText(t.signedNote);
});

it.concurrent('tells of a return without network as soon as there is one', async () => {
  const { phone, open, jump, inSigningApp } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  await inSigningApp(preEntrustwebId, 'sign');
  phone.setOnline(false);
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitFor(() => callsTo(phone, '/return')[0]?.errMsg);
  // The client's word is not enough.
  await phone.waitForText(t.confirmingNote);
  await phone.advance(20_000);
  await phone.waitForText(t.confirmingNote);

  const tries = callsTo(phone, '/return').length;
  phone.setOnline(true);
  await passTimeUntil(phone, () => callsTo(phone, '/return').length > tries);
  await phone.waitForText(t.signedNote);
  for (const { extraData } of returnsTold(phone)) expect(extraData).toEqual({ return_code: 'SUCCESS' });
});

it.concurrent('goes from not yet to signed by itself when WeChat Pay says so 20 s later', async () => {
  const { phone, open, jump, inSigningApp, serverSays, merchantWasTold } = await user();
  await open();
  const { outContractCode, preEntrustwebId } = await jump();
  phone.returnFromOtherApp();
  await serverSays('not_signed');
  await phone.waitForText(t.notSignedNote);
  await phone.advance(20_000);
  await inSigningApp(preEntrustwebId, 'sign');
  await given.kit.event(outContractCode, 'signed');
  // Asked seldom while it is shown.
  await phone.advance(10_000);
  await phone.waitForText(t.signedNote);
  expect(merchantWasTold(outContractCode)).toEqual(['signed']);
});

it.concurrent('says after 90 s that the user may leave, and refreshes for who stays', async () => {
  const { phone, open, jump, inSigningApp } = await user();
  await open();
  const { outContractCode, preEntrustwebId } = await jump();
  // So that it stays unclear, however long those 90 s take on a loaded machine.
  const queryOfUnsigned = { status: 500, code: 'SYSTEM_ERROR' };
  await given.kit.control.query(outContractCode, { queryOfUnsigned });
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitFor(() => polls(phone).length > 0);
  await phone.advance(85_000);
  expect(phone.text).toContain(t.confirmingNote);
  // Time in the background is not waiting.
  phone.hide();
  await phone.advance(60_000);
  phone.show();
  expect(phone.text).toContain(t.confirmingNote);
  await phone.advance(6_000);
  await phone.waitForText(t.slow);
  expect(phone.text).toContain(t.slowNote);

  const told = answered(phone, '/return').length;
  phone.tap(t.refresh);
  await phone.waitFor(() => answered(phone, '/return').length > told);
  expect(returnsTold(phone).filter(({ extraData }) => extraData)).toHaveLength(1);
  await inSigningApp(preEntrustwebId, 'sign');
  await phone.waitForText(t.signedNote);
});

it.concurrent('stops asking when the app is hidden, and goes on silently when it is shown', async () => {
  const { phone, open, jump, inSigningApp } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  phone.returnFromOtherApp();
  await phone.waitFor(() => polls(phone).length > 0);
  phone.hide();
  expect(polls(phone).at(-1)!.errMsg).toBe('request:fail abort');
  const asked = callsTo(phone).length;
  await phone.advance(120_000);
  expect(callsTo(phone)).toHaveLength(asked);
  await inSigningApp(preEntrustwebId, 'sign');
  phone.show();
  await phone.waitForText(t.signedNote);
});

it.concurrent('tells of a pending jump from whichever page the app starts on', async () => {
  const { phone, open, jump, inSigningApp, serverSays } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  phone.kill();
  phone.returnFromOtherApp({ return_code: 'SUCCESS' }, { path: 'pages/contracts/index' });
  await phone.waitForText(t.noContracts);
  await phone.waitFor(() => answered(phone, '/return').length);
  expect(returnsTold(phone)).toEqual([
    { scene: 1038, referrerAppId: signingAppId, extraData: { return_code: 'SUCCESS' }, seq: 1 },
  ]);
  await phone.waitFor(() => polls(phone).length > 0);
  phone.hide();
  expect(polls(phone).at(-1)!.errMsg).toBe('request:fail abort');
  await inSigningApp(preEntrustwebId, 'sign');
  await serverSays('signed');

  phone.show({ path: 'pages/sign/index' });
  await phone.waitForText(t.signedNote);
  // It was reported once; by now there is nothing pending.
  expect(returnsTold(phone).filter(({ extraData }) => extraData)).toHaveLength(1);
});

it.concurrent('knows why it was started cold where no listener of WeChat hears of that', async () => {
  const { phone, open, jump, inSigningApp } = await user({ listenersHearLaunch: false });
  await open();
  const { preEntrustwebId } = await jump();
  await inSigningApp(preEntrustwebId, 'sign');
  phone.kill();
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  await phone.waitForText(t.signedNote);
  expect(returnsTold(phone)).toEqual([
    { scene: 1038, referrerAppId: signingAppId, extraData: { return_code: 'SUCCESS' }, seq: 1 },
  ]);
});

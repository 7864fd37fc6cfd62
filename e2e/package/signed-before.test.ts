import { callsTo, polls, returnsTold, t, usePackage } from './kit';

const given = usePackage();
const { user } = given;

it.concurrent('shows who has signed elsewhere that they have, and nothing to sign', async () => {
  const { phone, server } = await user();
  const outContractCode = await given.kit.contract(server);
  phone.coldStart();
  await phone.waitForText(t.signedNote);
  expect(() => phone.find(t.open)).toThrow();
  expect(phone.log.named('navigateToMiniProgram')).toEqual([]);

  phone.tap(t.viewContracts);
  await phone.waitFor(() => phone.page.path === 'pages/contracts/index');
  const { contractId } = (await server.get(outContractCode)).body;
  await phone.waitForText(contractId!);
  phone.back();
  await phone.waitForText(t.signedNote);
});

it.concurrent('says that WeChat Pay could not confirm it just now, and whom to ask', async () => {
  const { phone, front, server } = await user();
  const contract = await given.kit.contract(server).then((code) => server.get(code));
  const { outContractCode, contractId, displayAccount, signedAt } = contract.body;
  const details = {
    contract: { outContractCode, contractId, displayAccount, signedAt, status: 'signed', serviceId: 1 },
    doubtful: true,
  };
  front.rule = ({ method, path }) =>
    method === 'POST' && path === '/api/signings' ? { status: 409, code: 'already_signed', details } : 'pass';
  phone.coldStart();
  await phone.waitForText(t.doubtfulNote);
  expect(phone.text).toContain(t.signed);
  expect(phone.text).not.toContain(t.signedNote);
  front.rule = () => 'pass';
  phone.tap(t.refresh);
  await phone.waitForText(t.signedNote);
});

it.concurrent('goes on to the contracts when it is done and was opened from nowhere', async () => {
  const { phone, server } = await user();
  await given.kit.contract(server);
  phone.coldStart();
  await phone.waitForText(t.signedNote);
  phone.tap(t.done);
  await phone.waitFor(() => phone.page.path === 'pages/contracts/index');
  expect(phone.page.depth).toBe(2);
});

it.concurrent('goes back to the page that it was opened from when it is done', async () => {
  const { phone, openFromHome, sign } = await user({ home: true });
  await openFromHome();
  await sign();
  phone.tap(t.done);
  await phone.waitForText('去开通');
  expect(phone.page.depth).toBe(1);
});

it.concurrent('uses what came back from the first signing only once, though WeChat repeats it in the second', async () => {
  const { phone, open, sign, endContract, jump, inSigningApp, serverSays, merchantWasTold } = await user();
  await open();
  const first = await sign();
  await endContract();
  await given.kit.event(first, 'terminated');
  phone.back();
  // The end stays until the user goes on from it.
  await phone.waitForText(t.terminatedNote);
  phone.tap(t.startAgain);
  await phone.waitForText(t.openNote);

  const second = await jump();
  expect(second.outContractCode).not.toBe(first);
  await inSigningApp(second.preEntrustwebId, 'abandon');
  // By the list of open apps, and not by the signing mini-program: the options of the first signing come again.
  phone.show();
  await phone.waitFor(() => polls(phone).length > 0);
  const told = returnsTold(phone);
  expect(told.map(({ scene, extraData }) => [scene, extraData])).toEqual([
    [1038, { return_code: 'SUCCESS' }],
    [1038, undefined],
  ]);
  expect(callsTo(phone, '/return').at(-1)!.path).toContain(second.outContractCode);
  await serverSays('not_signed');
  // No claim of success makes it wait.
  await phone.waitForText(t.notSignedNote);

  await jump();
  await inSigningApp(second.preEntrustwebId, 'sign');
  phone.returnFromOtherApp({ return_code: 'SUCCESS', contract_id: 'another' });
  await phone.waitForText(t.signedNote);
  await given.kit.event(second.outContractCode, 'signed');
  expect(merchantWasTold(first)).toEqual(['signed', 'terminated']);
  expect(merchantWasTold(second.outContractCode)).toEqual(['signed']);
  expect(returnsTold(phone).at(-1)!.extraData).toMatchObject({ contract_id: 'another' });
});

it.concurrent('has nothing of the user before for another user on the same phone', async () => {
  const before = await user();
  await before.open();
  const { outContractCode } = await before.jump();
  before.phone.kill();

  const { phone, server, sign } = await user({ storage: before.phone.storage });
  phone.coldStart({
    scene: 1038,
    referrerInfo: { appId: 'wxbd687630cd02ce1d', extraData: { return_code: 'SUCCESS' } },
  });
  await phone.waitForText(t.openNote);
  const own = (await server.current()).body;
  expect(own).toMatchObject({ status: 'ready' });
  expect(own.outContractCode).not.toBe(outContractCode);
  expect(JSON.stringify([...phone.storage])).not.toContain(outContractCode);
  expect((await before.server.get(outContractCode)).body.status).toBe('signing');
  expect(await sign()).toBe(own.outContractCode);
});

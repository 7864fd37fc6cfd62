import { answer, callsTo, signingAppId, t, usePackage } from './kit';

const { user } = usePackage();

it.concurrent('jumps to where the server says, within the tap, and tells that it opened', async () => {
  const { phone, open, jump, server } = await user();
  await open();
  const { launch } = (await server.current()).body;
  await jump();
  expect(phone.log.named('navigateToMiniProgram').map(({ params }) => params)).toEqual([launch]);
  expect(callsTo(phone, '/launch').map(({ body }) => body)).toEqual([
    { outcome: 'opened', errMsg: 'navigateToMiniProgram:ok', seq: 1 },
  ]);
  expect((await server.current()).body.status).toBe('signing');
});

it.concurrent('stays where it was when the user refuses the jump, and lets them try again', async () => {
  const { phone, open, jump, server } = await user();
  await open();
  phone.tap(t.open);
  await answer(phone, false);
  await phone.waitForText(t.jumpCancelled);
  await phone.waitFor(() => callsTo(phone, '/launch')[0]?.errMsg);
  expect(callsTo(phone, '/launch')[0]!.body).toMatchObject({ outcome: 'cancelled', seq: 1 });
  expect((await server.current()).body).toMatchObject({ status: 'ready', seq: 0 });

  // No jump is pending: the next show is nobody's return.
  phone.hide();
  phone.show();
  await phone.waitForText(t.openNote);
  expect(callsTo(phone, '/return')).toEqual([]);
  await jump();
  expect((await server.current()).body).toMatchObject({ status: 'signing', seq: 2 });
});

it.concurrent('says that WeChat Pay did not open when the jump fails', async () => {
  const failures = ['system error'];
  const { phone, open, jump, server } = await user({
    jump: () => {
      const failure = failures.pop();
      return failure ? { failure } : { hides: true };
    },
  });
  await open();
  phone.tap(t.open);
  await answer(phone, true);
  await phone.waitForText(t.jumpFailed);
  await phone.waitFor(() => callsTo(phone, '/launch')[0]?.errMsg);
  expect(callsTo(phone, '/launch')[0]!.body).toEqual({
    outcome: 'failed',
    errMsg: 'navigateToMiniProgram:fail system error',
    seq: 1,
  });
  await jump();
  expect((await server.current()).body.status).toBe('signing');
});

it.concurrent('jumps once for two quick taps', async () => {
  const { phone, open } = await user();
  await open();
  phone.doubleTap(t.open);
  await answer(phone, true);
  expect((await phone.waitFor(() => phone.otherApp)).appId).toBe(signingAppId);
  expect(phone.dialog).toBeUndefined();
  expect(phone.log.named('navigateToMiniProgram')).toHaveLength(1);
});

it.concurrent('asks for another tap when what it has is too old, instead of jumping after a wait', async () => {
  const { phone, open, jump } = await user();
  await open();
  await phone.advance(7_200_000 - 4 * 60_000);
  phone.tap(t.open);
  await phone.waitForText(t.tapAgain);
  expect(phone.log.named('navigateToMiniProgram')).toEqual([]);
  await jump();
  expect(phone.otherApp?.appId).toBe(signingAppId);
});

it.concurrent('shows a result that comes by itself where no app is hidden by the jump', async () => {
  const { phone, open, inSigningApp } = await user({ jump: () => ({ hides: false }) });
  await open();
  phone.tap(t.open);
  await answer(phone, true);
  await phone.waitForText(t.signingNote);
  const { extraData } = phone.log.named('navigateToMiniProgram')[0]!.params as {
    extraData: { pre_entrustweb_id: string };
  };
  await inSigningApp(extraData.pre_entrustweb_id, 'sign');
  await phone.advance(3_000);
  await phone.waitForText(t.signedNote);
  expect(callsTo(phone, '/return')).toEqual([]);
});

it.concurrent('lets the user ask for the result where no app is hidden by the jump, as in DevTools', async () => {
  const { phone, front, open, inSigningApp } = await user({ jump: () => ({ hides: false }) });
  await open();
  phone.tap(t.open);
  await answer(phone, true);
  await phone.waitForText(t.signingNote);
  // A second tap does nothing while the jump may still hide the app.
  phone.tap(t.checkResult);
  expect(callsTo(phone, '/return')).toEqual([]);
  const { extraData } = phone.log.named('navigateToMiniProgram')[0]!.params as {
    extraData: { pre_entrustweb_id: string };
  };
  // Nobody says so by itself.
  front.rule = ({ path }) => (path.includes('?wait=') ? 'hold' : 'pass');
  await inSigningApp(extraData.pre_entrustweb_id, 'sign');
  await phone.advance(3_000);
  await phone.waitFor(() => front.held.length > 0);
  front.rule = () => 'pass';
  phone.tap(t.checkResult);
  await phone.waitForText(t.signedNote);
});

it.concurrent.each(['browseOnly', 'nativeFunctionalized', 'chatTool'] as const)(
  'says that it cannot open WeChat Pay from %s',
  async (apiCategory) => {
    const { phone } = await user();
    phone.coldStart({ apiCategory });
    await phone.waitForText(t.cannotJumpNote);
    expect(phone.text).toContain(t.cannotJump);
    expect(() => phone.find(t.open)).toThrow();
    expect(callsTo(phone, '/signings')).toEqual([]);

    // Opened in WeChat itself, it can.
    phone.hide();
    phone.show({ scene: 1001 });
    await phone.waitForText(t.openNote);
  },
);

it.concurrent('opens WeChat Pay from a half-screen app', async () => {
  const { phone, jump } = await user();
  phone.coldStart({ apiCategory: 'embedded' });
  await phone.waitForText(t.openNote);
  await jump();
  expect(phone.otherApp?.appId).toBe(signingAppId);
});

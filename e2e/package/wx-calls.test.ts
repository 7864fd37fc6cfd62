import wxCalls from '@contract-kit/miniprogram/wx-calls.json';
import { t, usePackage } from './kit';

jest.setTimeout(60_000);

const { user } = usePackage();

// After each test file usePackage() looks for calls that are not in the list; here is one of each that is.
it('makes every call of wx in the committed list, from the start to the end of a contract', async () => {
  const { phone, sign } = await user({ home: true, listenersHearLaunch: false });
  phone.coldStart();
  await phone.waitFor(() => phone.find('去开通'));
  phone.tap('去开通');
  await phone.waitForText(t.openNote);
  await sign();
  phone.tap(t.done);
  await phone.waitForText('去开通');
  phone.tap('去开通');
  await phone.waitForText(t.signedNote);
  phone.tap(t.viewContracts);
  await phone.waitFor(() => phone.page.path === 'pages/contracts/index' && phone.find(t.terminate));
  phone.tap(t.terminate);
  await phone.waitFor(() => phone.dialog);
  phone.answer(true);
  await phone.waitForText(t.contractTerminated);
  expect([...new Set(phone.log.calls.map(({ name }) => name))].sort()).toEqual([...wxCalls].sort());
});

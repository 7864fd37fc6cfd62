import wxCalls from '@contract-kit/miniprogram/wx-calls.json';
import { t, usePackage } from './kit';

const { user } = usePackage();

// After each test file usePackage() looks for calls that are not in the list; here is one of each that is.
it('makes every call of wx in the committed list, from the start to the end of a contract', async () => {
  const { phone, openFromHome, sign, endContract } = await user({ home: true, listenersHearLaunch: false });
  await openFromHome();
  await sign();
  phone.tap(t.done);
  await phone.waitForText('去开通');
  phone.tap('去开通');
  await phone.waitForText(t.signedNote);
  await endContract();
  expect([...new Set(phone.log.calls.map(({ name }) => name))].sort()).toEqual([...wxCalls].sort());
});

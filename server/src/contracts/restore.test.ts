import { randomBytes } from 'node:crypto';
import { confirmed, party, report, useServices } from '../../test/services';
import { userKey } from '../store';
import { restore } from './restore';

const { subMchid, serviceId } = party;
const merchant = (subAppid: string, loginApp: 'sub' | 'sp' = 'sub') => ({
  subMchid,
  subAppid,
  serviceId,
  loginApp,
  loginAppSecret: `secret-of-${loginApp === 'sp' ? 'provider' : subAppid}`,
});
const oneApp = useServices();
const twoApps = useServices({
  SUB_MCHID: undefined,
  SUB_APPID: undefined,
  SERVICE_ID: undefined,
  LOGIN_APP: undefined,
  LOGIN_APP_SECRET: undefined,
  MERCHANTS: JSON.stringify([merchant('wxfirst', 'sp'), merchant('wxfirst'), merchant('wxsecond')]),
});

/** A contract that storage has lost, as a notification names it. */
const lost = () => ({ ...report(randomBytes(16).toString('hex')), subMchid, subOpenid: party.openid });

it.each(['wxfirst', 'wxsecond'])(
  'gives a contract back to the app of the merchant that it names: %s',
  async (appId) => {
    const contract = { ...lost(), subAppid: appId };
    const restored = await restore(twoApps.services, contract, 'notification');
    expect(restored?.facts.party).toMatchObject({ appId, openid: party.openid });
  },
);

it('leaves a contract in its user’s list, also when that is read before the contract is stored', async () => {
  const { store } = oneApp.services;
  const contract = lost();
  const user = userKey(party);
  const codes = async () => {
    const found: string[] = [];
    for await (const { outContractCode } of store.userSignings.newestFirst(user)) found.push(outContractCode);
    return found;
  };
  const merge: typeof store.signings.merge = async (...args) => {
    expect(await codes()).toEqual([]);
    return store.signings.merge(...args);
  };
  const long = new Date(Date.now() - 3_600_000).toISOString();
  const signings = { ...store.signings, merge };
  const services = { ...oneApp.services, store: { ...store, signings } };
  await restore(services, { ...contract, contractSignedTime: long }, 'notification');
  expect(await codes()).toEqual([contract.outContractCode]);
});

it('is not stopped by a name that is no text', async () => {
  const contract = { ...lost(), contractDisplayAccount: 'a\ud800b' };
  const restored = await restore(oneApp.services, contract, 'notification');
  expect(restored?.answer).toMatchObject({ contractId: confirmed.contractId, displayAccount: 'a\ufffdb' });
});

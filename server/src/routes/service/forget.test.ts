import { createHash, randomBytes } from 'node:crypto';
import { APPIDS, SUB_MCHIDS, useServiceApp } from '../../../test/service-app';
import { confirmed, party, report, terminated } from '../../../test/services';
import { takeNotification } from '../../contracts/notifications/notification';
import type { Facts } from '../../facts';
import { type User, userKey } from '../../store';
import type { ContractReport, Notification } from '../../wechatpay';

const app = useServiceApp();
const { services } = app;
const { store } = services;
beforeEach(() => {
  app.lines.length = 0;
});

const endedReport = (code: string): ContractReport => ({
  ...report(code),
  contractState: 'TERMINATED',
  contractTerminateInfo: { mode: 'USER', time: '2026-11-24T01:02:03.000Z', remark: '' },
});
const shown = (outContractCode: string, { appId, openid, subMchid }: User, more: object = {}) => ({
  outContractCode,
  contractId: confirmed.contractId,
  status: 'signed',
  serviceId: party.serviceId,
  displayAccount: '微信用户',
  signedAt: confirmed.signedAt,
  appId,
  openid,
  subMchid,
  ...more,
});
const endedFields = { status: 'terminated', terminatedAt: terminated.at, terminationMode: 'USER_TERMINATE' };

/** Takes a notification that says this; WeChat Pay's signature is not this test's matter. */
const notify = (contract: ContractReport) =>
  takeNotification(
    {
      ...services,
      wechatPay: {
        ...services.wechatPay,
        parseNotification: async () =>
          ({ id: 'EV-1', eventType: 'ENTRUST.SIGN', kind: 'contract', contract }) as Notification,
      },
    },
    {},
    Buffer.from(''),
  );

const forget = (user: User) => app.post('/service/users/forget', user);
/** All that Redis holds, as one text. */
async function everything(): Promise<string> {
  const { client } = store;
  const texts: unknown[] = [];
  for (const name of await client.keys(`*${store.keys.signing('').slice(0, 17)}*`)) {
    const type = await client.type(name);
    if (type === 'string') texts.push(name, await client.get(name));
    else if (type === 'hash') texts.push(name, await client.hgetall(name));
    else if (type === 'list') texts.push(name, await client.lrange(name, 0, -1));
    else if (type === 'zset') texts.push(name, await client.zrange(name, '0', '-1'));
    else texts.push(name);
  }
  return JSON.stringify(texts);
}

it.each(['微信用户', '!', ' 张三', '"'])(
  'keeps code, id and times of a contract that has ended, and no openid, name %j, list or token',
  async (displayAccount) => {
    const user = app.user();
    const code = await app.signingOf(user, {
      confirmed,
      terminated,
      party: { ...party, ...user, displayAccount, reference: 'ref-of-theirs' },
    });
    const token = await store.tokens.issue({ ...user, reference: 'ref-of-theirs' });
    const earlier = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(earlier).digest('hex');
    await store.client.set(store.keys.token({ owner: hash, hash }), JSON.stringify(user));
    expect(await everything()).toContain(user.openid);
    const { status, body } = await forget(user);
    expect([status, body]).toEqual([200, { contracts: 1 }]);
    expect((await app.get(`/service/contracts/${code}`)).body).toEqual(
      shown(code, { ...user, openid: '' }, { ...endedFields, displayAccount: '' }),
    );
    expect(await store.tokens.use(token, 'requests')).toBeNull();
    expect(await store.tokens.use(earlier, 'requests')).toBeNull();
    expect((await app.post('/service/contracts/search', user)).body).toEqual({ contracts: [] });
    const left = await everything();
    expect(left).not.toContain(user.openid);
    expect(left).not.toContain(userKey(user));
    expect(left).not.toContain('ref-of-theirs');
  },
);

it('holds when a late notification names the user', async () => {
  const user = app.user();
  const code = await app.signingOf(user, { confirmed, terminated });
  await forget(user);
  const late = { subMchid: user.subMchid, subAppid: user.appId, subOpenid: user.openid };
  for (const each of [report(code), endedReport(code)]) await notify({ ...each, ...late });
  expect((await app.get(`/service/contracts/${code}`)).body).toMatchObject({
    openid: '',
    displayAccount: '',
  });
  expect((await app.post('/service/contracts/search', user)).body).toEqual({ contracts: [] });
  expect(await everything()).not.toContain(user.openid);
});

it('is a change of the contract, which the feed gives', async () => {
  const user = app.user();
  const code = await app.signingOf(user, { confirmed, terminated });
  for (const event of ['signed', 'terminated'] as const) await store.signings.markDelivered(code, event);
  await store.contractFeed.put(code);
  const { cursor } = await store.contractFeed.since('0', 1000);
  await forget(user);
  expect((await app.get(`/service/changes?cursor=${cursor}`)).body.changes).toMatchObject([
    { outContractCode: code, openid: '' },
  ]);
});

it.each<[string, Facts, string]>([
  ['has a contract in force', { confirmed }, 'contract_in_force'],
  ['may be about to sign', {}, 'signing_under_way'],
  ['has just come back', { returned: { seq: 1 } }, 'signing_under_way'],
])('is refused while the user %s: nothing is gone then', async (_what, facts, error) => {
  const user = app.user();
  const over = await app.signingOf(user, { confirmed, terminated });
  const code = await app.signingOf(user, facts);
  const token = await store.tokens.issue(user);
  const { status, body } = await forget(user);
  expect([status, body.error.code, body.error.details]).toEqual([409, error, { outContractCode: code }]);
  expect((await store.tokens.use(token, 'requests'))!.user).toEqual(user);
  expect((await store.signings.read(over))!.facts.party).toMatchObject({ openid: user.openid });
  expect(await store.userSignings.has(userKey(user), over)).toBe(true);
  expect(app.audits()).toMatchObject([{ call: 'forgetUser', outcome: error }]);
});

it('waits for nobody who is just making a signing: that is busy', async () => {
  const user = app.user();
  await store.claims.take(userKey(user), 'a-code');
  const { status, body, headers } = await forget(user);
  expect([status, body.error.code, headers['retry-after']]).toEqual([503, 'busy', '1']);
  await store.claims.release(userKey(user), 'a-code');
  expect((await forget(user)).body).toEqual({ contracts: 0 });
  expect(await store.claims.holder(userKey(user))).toBeNull();
});

it('leaves another user, and the same openid with another merchant, alone', async () => {
  const user = app.user(0);
  const elsewhere = { ...user, appId: APPIDS[1], subMchid: SUB_MCHIDS[1] };
  const [other, code] = [app.user(0), await app.signingOf(elsewhere, { confirmed })];
  const tokens = [await store.tokens.issue(elsewhere), await store.tokens.issue(other)];
  expect((await forget(user)).status).toBe(200);
  for (const token of tokens) expect(await store.tokens.use(token, 'requests')).not.toBeNull();
  expect((await app.get(`/service/contracts/${code}`)).body).toEqual(shown(code, elsewhere));
});

import { KEYS, SUB_MCHIDS, useServiceApp } from '../../../test/service-app';
import { confirmed, party } from '../../../test/services';
import { serviceRoutes } from '.';

const app = useServiceApp();
const { services } = app;

const CODE = '4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f';
const named = { appId: party.appId, openid: 'o-access' };
/** What each call takes. */
const bodies: Record<string, unknown> = {
  issueToken: named,
  searchContracts: named,
  terminateContract: { remark: '不再需要' },
  resolveDoubtful: { as: 'ended', reason: 'seen in their console' },
  assignContract: { ...named, subMchid: SUB_MCHIDS[0] },
  retryEvents: {},
  forgetUser: named,
};
const calls = serviceRoutes.map(
  ({ name, method, path }) =>
    [method.toUpperCase(), path.replace(':outContractCode', CODE), bodies[name], name] as const,
);
describe.each(calls)('%s %s', (method, path, body) => {
  it.each<[what: string, status: 401, headers: Record<string, string>]>([
    ['no key', 401, { authorization: '' }],
    ['another key', 401, { authorization: `Bearer ${KEYS.erp.slice(0, -1)}x` }],
    ['the beginning of a key', 401, { authorization: `Bearer ${KEYS.erp.slice(0, -1)}` }],
    ['more than a key', 401, { authorization: `Bearer ${KEYS.erp}9` }],
    ['a key in capitals', 401, { authorization: `Bearer ${KEYS.erp.toUpperCase()}` }],
    ['a name for a key', 401, { authorization: 'Bearer erp' }],
    ['another scheme', 401, { authorization: `Basic ${KEYS.erp}` }],
    ['a key and something else', 401, { authorization: `Bearer ${KEYS.erp} ${KEYS.erp}` }],
  ])('with %s is %i, and changes nothing', async (_what, status, headers) => {
    const answer = await app.call(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code: 'unauthorized' });
  });

  it('with the key in the query is 401', async () => {
    const answer = await app.call(method, `${path}?key=${KEYS.erp}&access_token=${KEYS.erp}`, body, {
      authorization: '',
    });
    expect(answer.status).toBe(401);
  });
});

it('takes each of several keys', async () => {
  for (const key of [KEYS.erp, KEYS.next])
    expect((await app.post('/service/contracts/search', named, key)).status).toBe(200);
});

describe('a key for one sub-merchant', () => {
  it('lists its own contracts alone', async () => {
    const own = await app.signingOf(app.user(1), { confirmed });
    const other = await app.signingOf(app.user(0), { confirmed });
    for (const code of [own, other]) {
      await services.store.contractFeed.put(code);
      await services.store.doubtful.note(code, { at: Date.now() });
      await services.jobs.addEvent({ outContractCode: code, event: 'signed', since: Date.now() });
    }
    const codesIn = async (path: string, key: string) => JSON.stringify((await app.get(path, key)).body);
    for (const path of ['/service/changes', '/service/doubtful', '/service/events?state=waiting']) {
      expect(await codesIn(path, KEYS.shop)).toContain(own);
      expect(await codesIn(path, KEYS.shop)).not.toContain(other);
      expect(await codesIn(path, KEYS.erp)).toContain(other);
    }
  });
});

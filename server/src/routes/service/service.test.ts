import { randomUUID } from 'node:crypto';
import { useApp } from '../../../test/app';
import { error, useServer } from '../../../test/http';
import { SUB_MCHIDS, serviceSettings } from '../../../test/service-app';
import { confirmed, party, report, terminated } from '../../../test/services';
import { waitFor } from '../../../test/wait';
import { createApp, createServiceApp } from '../../app';
import { mismatches } from '../../contracts/contract-report';
import { record } from '../../contracts/record';
import type { Facts } from '../../facts';
import { userKey } from '../../store';

const KEY = 'a-key-of-32-characters-of-backend';
const LIMITED = 'a-key-of-32-characters-for-no-109';
const OTHER = 'a-key-of-32-characters-for-others';
const app = useApp(
  serviceSettings(`backend:${KEY},limited:${LIMITED}:${SUB_MCHIDS[0]},other:${OTHER}:${SUB_MCHIDS[1]}`),
);
const { services, lines, wechatPay } = app;
const { store } = services;
const service = useServer(() => createServiceApp(services));
const mini = useServer(() => createApp(services));

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const get = (path: string, key = KEY) => service.ask('GET', path, { headers: bearer(key) });
const post = (path: string, body: unknown, key = KEY, headers = {}) =>
  service.ask('POST', path, {
    headers: { ...bearer(key), 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const someone = () => ({
  appId: party.appId,
  openid: `o-${randomUUID().slice(0, 8)}`,
  subMchid: party.subMchid,
});

/** A contract as its merge leaves it: in the user's list, the feed, and among those to be checked again. */
async function contract(user = someone(), facts: Facts = { confirmed }, at = Date.now()): Promise<string> {
  const code = randomUUID().replaceAll('-', '').slice(0, 24);
  await store.userSignings.add(userKey(user), code, at);
  await record(services, code, { party: { ...party, ...user }, ...facts });
  return code;
}
const audits = () => lines.filter(({ event }) => event === 'audit');
beforeEach(async () => {
  lines.splice(0);
  const counted = await store.client.keys(`${store.keys.rateLimit('wrong-service-keys')}*`);
  if (counted.length > 0) await store.client.del(...counted);
  wechatPay.answer = async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' });
});

describe('a key', () => {
  it.each<[what: string, headers: Record<string, string>, path?: string]>([
    ['none', {}],
    ['a wrong one', bearer('a-key-of-32-characters-of-backend2')],
    ['the begin of one', bearer(KEY.slice(0, -1))],
    ['an empty one', { authorization: 'Bearer ' }],
    ['its name', bearer('backend')],
    ['two', { authorization: `Bearer ${KEY} ${KEY}` }],
    ['another scheme', { authorization: `Basic ${KEY}` }],
    ['one in the query', {}, `/service/doubtful?key=${KEY}&access_token=${KEY}`],
  ])('%s is 401', async (_what, headers, path = '/service/doubtful') => {
    const { status, body } = await service.ask('GET', path, { headers });
    expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    const refused = lines.filter(({ event }) => event === 'service-key-refused');
    expect(refused).toMatchObject([{ level: 'warn', zh: expect.any(String) }]);
    expect(JSON.stringify(lines)).not.toContain('a-key-of-32');
  });

  it('that is right is good, whatever scheme’s letters', async () => {
    expect((await get('/service/doubtful')).status).toBe(200);
    const { status } = await service.ask('GET', '/service/doubtful', {
      headers: { authorization: `bearer ${KEY}` },
    });
    expect(status).toBe(200);
  });

  it('that is wrong is looked at ten times a minute, and shuts nobody out who has a right one', async () => {
    const wrong = () => get('/service/doubtful', 'b'.repeat(32));
    const statuses = (await Promise.all(Array.from({ length: 12 }, wrong))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect(lines.filter(({ event }) => event === 'service-key-refused')).toHaveLength(10);
    expect(await services.metrics.registry.metrics()).toMatch(
      /service_keys_refused_total{reason="wrong"} \d+/,
    );
    expect((await get('/service/doubtful')).status).toBe(200);
  });

  it('lets nobody in to what the mini-program calls, nor the other way round', async () => {
    const { token } = (await post('/service/tokens', someone())).body;
    expect((await get('/service/doubtful', token)).status).toBe(401);
    expect((await mini.ask('GET', '/api/contracts', { headers: bearer(KEY) })).status).toBe(401);
    expect((await mini.ask('GET', '/service/doubtful', { headers: bearer(KEY) })).status).toBe(404);
    expect((await get('/api/contracts')).status).toBe(404);
  });

  it('of some sub-merchants is nothing to others: 403, and nothing shown or done', async () => {
    const user = someone();
    const code = await contract(user);
    const refused = await Promise.all([
      get(`/service/contracts/${code}`, OTHER),
      post('/service/tokens', user, OTHER),
      post('/service/contracts/search', user, OTHER),
      post(`/service/contracts/${code}/terminate`, { remark: 'x' }, OTHER),
      post(`/service/contracts/${code}/resolve`, { as: 'ended', reason: 'x' }, OTHER),
      post('/service/users/forget', user, OTHER),
      post('/service/events/retry', { outContractCodes: [code] }, OTHER),
      get('/service/unassigned', OTHER),
      post(`/service/contracts/${code}/assign`, user, LIMITED),
    ]);
    for (const { status, body } of refused) expect([status, body.error.code]).toEqual([403, 'forbidden']);
    expect((await get(`/service/contracts/${code}`, LIMITED)).status).toBe(200);
    const codesIn = async (key: string) =>
      (await allChanges(key)).map(({ outContractCode }) => outContractCode);
    expect(await codesIn(LIMITED)).toContain(code);
    expect(await codesIn(OTHER)).not.toContain(code);
  });
});

describe('POST /service/tokens', () => {
  it('gives a token of the user, whose reference comes back with the contract', async () => {
    const user = someone();
    const { status, body } = await post('/service/tokens', { ...user, reference: '订单 7' });
    expect([status, body]).toEqual([200, { token: expect.any(String), expiresIn: 604_800 }]);
    const made = await mini.ask('POST', '/api/signings', { headers: bearer(body.token) });
    expect(made.status).toBe(201);
    const { outContractCode } = made.body;
    await record(services, outContractCode, { confirmed });
    const found = await get(`/service/contracts/${outContractCode}`);
    expect(found.body).toMatchObject({ ...user, reference: '订单 7', status: 'signed' });
    expect(audits()).toMatchObject([{ key: 'backend', call: 'issueToken', outcome: 'done', level: 'info' }]);
    const text = JSON.stringify(lines);
    for (const secret of [user.openid, body.token, KEY]) expect(text).not.toContain(secret);
  });

  it('needs no subMchid where the app has one', async () => {
    const { appId, openid } = someone();
    expect((await post('/service/tokens', { appId, openid })).status).toBe(200);
  });

  it.each<[what: string, changes: object, status: number, code: string]>([
    ['an app that is not configured', { appId: 'wx0000000000000000' }, 400, 'merchant_unknown'],
    ['a sub-merchant that is not', { subMchid: '1900000111' }, 400, 'merchant_unknown'],
    ['another sub-merchant’s app', { subMchid: '1900000110' }, 400, 'merchant_unknown'],
    ['no openid', { openid: undefined }, 400, 'invalid_request'],
    ['an empty openid', { openid: '' }, 400, 'invalid_request'],
    ['a long reference', { reference: 'x'.repeat(65) }, 400, 'invalid_request'],
    ['a reference of two lines', { reference: 'a\nb' }, 400, 'invalid_request'],
    ['a field too many', { openId: 'x' }, 400, 'invalid_request'],
  ])('refuses %s', async (_what, changes, status, code) => {
    const { status: found, body } = await post('/service/tokens', { ...someone(), ...changes });
    expect([found, body.error.code]).toEqual([status, code]);
    expect(audits().filter(({ outcome }) => outcome === 'done')).toEqual([]);
  });

  it('says of a numeric reference, such as an id of a database, how to give it', async () => {
    const { status, body } = await post('/service/tokens', { ...someone(), reference: 7 });
    expect([status, body.error.code]).toEqual([400, 'invalid_request']);
    expect(body.error.details.issues).toEqual([
      { path: 'reference', message: expect.stringMatching(/1 到 64.*字符串.*String\(id\)/) },
    ]);
  });

  it('takes 64 characters of any script', async () => {
    expect((await post('/service/tokens', { ...someone(), reference: '签'.repeat(64) })).status).toBe(200);
  });

  it('takes the openid from the body alone', async () => {
    const { openid, ...rest } = someone();
    expect((await post(`/service/tokens?openid=${openid}`, rest)).status).toBe(400);
  });
});

describe('contracts', () => {
  it('are found by their code, with whose they are', async () => {
    const user = someone();
    const code = await contract(user, { confirmed, terminated });
    const { status, body } = await get(`/service/contracts/${code}`);
    expect([status, body]).toEqual([
      200,
      {
        outContractCode: code,
        contractId: confirmed.contractId,
        status: 'terminated',
        serviceId: party.serviceId,
        displayAccount: party.displayAccount,
        signedAt: confirmed.signedAt,
        terminatedAt: terminated.at,
        terminationMode: terminated.mode,
        ...user,
      },
    ]);
    expect(audits()).toEqual([]);
  });

  it.each(['nosuchcode', 'a-b', 'x'.repeat(33)])('are 404 as %s', async (code) => {
    expect((await get(`/service/contracts/${code}`)).body).toEqual(error('not_found', '没有找到'));
  });

  it('are none while nobody has signed', async () => {
    const code = await app.signing({ party: { ...party, ...someone() } });
    expect((await get(`/service/contracts/${code}`)).status).toBe(404);
  });

  it('are searched by user, newest first, in pages', async () => {
    const user = someone();
    const codes = [];
    for (let i = 0; i < 5; i++) codes.unshift(await contract(user, { confirmed, terminated }, i + 1));
    await contract(someone());
    const search = async (more: object) => {
      const { body } = await post('/service/contracts/search', { ...user, ...more });
      const found = body.contracts.map(({ outContractCode }: { outContractCode: string }) => outContractCode);
      return [found, body.next];
    };
    expect(await search({})).toEqual([codes, undefined]);
    expect(await search({ limit: 2 })).toEqual([codes.slice(0, 2), codes[1]]);
    expect(await search({ limit: 2, before: codes[1] })).toEqual([codes.slice(2, 4), codes[3]]);
    expect(await search({ limit: 2, before: codes[3] })).toEqual([codes.slice(4), undefined]);
    expect(await search({ limit: 5 })).toEqual([codes, undefined]);
    const { subMchid: _, ...short } = user;
    expect((await post('/service/contracts/search', short)).body.contracts).toHaveLength(5);
  });

  it('say when they are in doubt', async () => {
    const code = await contract();
    expect((await get(`/service/contracts/${code}`)).body.doubtful).toBeUndefined();
    await store.doubtful.note(code, { at: Date.now(), by: 'CONTRACT_NOT_EXIST' });
    expect((await get(`/service/contracts/${code}`)).body.doubtful).toBe(true);
  });
});

/** Everything that has changed, read in pages of three. */
async function allChanges(key = KEY, cursor?: string) {
  const found: { outContractCode: string; status: string }[] = [];
  for (;;) {
    const { body } = await get(`/service/changes?limit=3${cursor ? `&cursor=${cursor}` : ''}`, key);
    found.push(...body.changes);
    cursor = body.cursor;
    if (!body.more) return found;
  }
}

describe('GET /service/changes', () => {
  const cursorNow = async () => {
    let cursor = '0';
    for (;;) {
      const { body } = await get(`/service/changes?limit=200&cursor=${cursor}`);
      cursor = body.cursor;
      if (!body.more) return cursor;
    }
  };

  it('gives what has changed since, as it is now, and the cursor to go on from', async () => {
    const before = await cursorNow();
    const codes = [await contract(), await contract(), await contract(), await contract()];
    const first = await allChanges(KEY, before);
    expect(first.map(({ outContractCode, status }) => [outContractCode, status])).toEqual(
      codes.map((code) => [code, 'signed']),
    );
    const after = await cursorNow();
    expect((await get(`/service/changes?cursor=${after}`)).body).toEqual({
      changes: [],
      cursor: after,
      more: false,
    });
    await record(services, codes[1]!, { terminated });
    const [ended, ...others] = await allChanges(KEY, after);
    expect([ended, others]).toMatchObject([{ outContractCode: codes[1], status: 'terminated' }, []]);
  });

  it('gives a change again whose events were delivered: when it ended, in WeChat Pay’s own words', async () => {
    const code = await contract(someone(), { confirmed, terminated: { ...terminated, source: 'terminate' } });
    for (const event of ['signed', 'terminated'] as const) await store.signings.markDelivered(code, event);
    const before = await cursorNow();
    await record(services, code, { terminated: { ...terminated, mode: 'USER' } });
    expect(await allChanges(KEY, before)).toMatchObject([{ outContractCode: code, terminationMode: 'USER' }]);
    const after = await cursorNow();
    await record(services, code, { terminated: { ...terminated, mode: 'USER' } });
    expect(await allChanges(KEY, after)).toEqual([]);
  });

  it('has one again that a crash left out, as soon as its report comes again', async () => {
    const before = await cursorNow();
    const code = await app.signing({ party: { ...party, ...someone() }, confirmed });
    expect(await allChanges(KEY, before)).toEqual([]);
    await record(services, code, { confirmed });
    expect(await allChanges(KEY, before)).toMatchObject([{ outContractCode: code }]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=-1', 'cursor=12345678901234567'])(
    'refuses %s',
    async (query) => {
      expect((await get(`/service/changes?${query}`)).body.error.code).toBe('invalid_request');
    },
  );
});

describe('terminations', () => {
  it('end a contract at WeChat Pay, and leave a line with the key’s name', async () => {
    const code = await contract();
    const calls: unknown[] = [];
    services.wechatPay.terminateContract = async (request) => void calls.push(request);
    const { status, body } = await post(`/service/contracts/${code}/terminate`, { remark: '用户退订' });
    expect([status, body.status, body.outContractCode]).toEqual([200, 'terminated', code]);
    expect(calls).toEqual([{ serviceId: party.serviceId, outContractCode: code, remark: '用户退订' }]);
    expect(audits()).toMatchObject([
      { key: 'backend', call: 'terminateContract', outContractCode: code, outcome: 'done' },
    ]);
  });

  it('of what is no contract are refused', async () => {
    const code = await app.signing({ party: { ...party, ...someone() } });
    const { status, body } = await post(`/service/contracts/${code}/terminate`, { remark: 'x' });
    expect([status, body.error.code]).toEqual([409, 'not_signed']);
    expect(audits()).toMatchObject([{ outcome: 'not_signed' }]);
  });

  it('want a remark', async () => {
    const code = await contract();
    expect((await post(`/service/contracts/${code}/terminate`, { remark: ' ' })).status).toBe(400);
  });
});

describe('contracts in doubt', () => {
  const doubt = { at: Date.parse('2026-11-24T08:00:00Z'), by: 'CONTRACT_NOT_EXIST' };
  const listed = async () =>
    (await get('/service/doubtful')).body.contracts as { contract: { outContractCode: string } }[];

  it('are listed with what WeChat Pay said', async () => {
    const [code, refused] = [await contract(), await contract()];
    await store.doubtful.note(code, doubt);
    await store.doubtful.note(refused, { at: doubt.at, refused: { status: 400, code: 'PARAM_ERROR' } });
    const found = new Map((await listed()).map((each) => [each.contract.outContractCode, each]));
    expect(found.get(code)).toMatchObject({
      contract: { status: 'signed', doubtful: true },
      queriedAt: '2026-11-24T08:00:00.000Z',
      answer: 'CONTRACT_NOT_EXIST',
    });
    expect(found.get(refused)).toMatchObject({ answer: '400:PARAM_ERROR' });
    expect((await get('/service/doubtful', OTHER)).body.contracts).toEqual([]);
  });

  it('are in force after all by an operator’s word', async () => {
    const code = await contract();
    await store.doubtful.note(code, doubt);
    const path = `/service/contracts/${code}/resolve`;
    const { status, body } = await post(path, { as: 'signed', reason: '电话核实' });
    expect([status, body.status, body.doubtful]).toEqual([200, 'signed', undefined]);
    expect((await post(path, { as: 'signed', reason: '电话核实' })).body.error.code).toBe('not_doubtful');
    expect(audits()).toMatchObject([
      { call: 'resolveDoubtful', outContractCode: code, outcome: 'done', key: 'backend' },
      { outcome: 'not_doubtful' },
    ]);
  });

  it('have ended by an operator’s word, of which the merchant hears, until WeChat Pay says something else', async () => {
    const code = await contract();
    await store.doubtful.note(code, doubt);
    const { body } = await post(`/service/contracts/${code}/resolve`, { as: 'ended', reason: '电话核实' });
    expect(body).toMatchObject({ status: 'terminated', terminationMode: 'OPERATOR' });
    expect(await store.doubtful.find(code)).toBeUndefined();
    const events = (await get('/service/events')).body.events.filter(
      ({ outContractCode }: { outContractCode: string }) => outContractCode === code,
    );
    expect(events.map(({ type }: { type: string }) => type).sort()).toEqual([
      'contract.signed',
      'contract.terminated',
    ]);
    // By its time alone it would come after the operator's.
    const at = '2099-01-01T00:00:00.000Z';
    await record(services, code, { terminated: { ...terminated, at } });
    expect((await get(`/service/contracts/${code}`)).body).toMatchObject({
      terminatedAt: at,
      terminationMode: terminated.mode,
    });
  });

  it('are the only ones that an operator has a word on', async () => {
    const code = await contract();
    const { status, body } = await post(`/service/contracts/${code}/resolve`, { as: 'ended', reason: 'x' });
    expect([status, body.error.code]).toEqual([409, 'not_doubtful']);
    expect((await get(`/service/contracts/${code}`)).body.status).toBe('signed');
  });
});

describe('contracts of nobody', () => {
  const notice = async (code: string) =>
    store.notices.keepUnassigned({ outContractCode: code, receivedAt: '2026-11-24T08:00:00.000Z' });

  it('are a user’s when an operator says so and WeChat Pay’s answer fits', async () => {
    const code = randomUUID().slice(0, 8);
    await notice(code);
    await notice(code);
    const user = someone();
    wechatPay.answer = async (asked) => ({
      contract: { ...report(asked), subMchid: party.subMchid, subAppid: party.appId, subOpenid: user.openid },
    });
    expect(JSON.stringify((await get('/service/unassigned')).body)).toContain(code);
    const { status, body } = await post(`/service/contracts/${code}/assign`, user);
    expect([status, body]).toMatchObject([200, { outContractCode: code, status: 'signed', ...user }]);
    expect(JSON.stringify((await get('/service/unassigned')).body)).not.toContain(code);
    expect((await post('/service/contracts/search', user)).body.contracts).toHaveLength(1);
    expect((await post(`/service/contracts/${code}/assign`, user)).status).toBe(404);
  });

  it.each<[what: string, changes: object]>([
    ['another openid', { subOpenid: 'o-of-another' }],
    ['another sub-merchant', { subMchid: '1900000110' }],
    ['no contract', { contractState: 'NOT_SIGNED' }],
  ])('stay so when WeChat Pay names %s', async (_what, changes) => {
    const code = randomUUID().slice(0, 8);
    await notice(code);
    const user = someone();
    wechatPay.answer = async (asked) => ({
      contract: { ...report(asked), subMchid: party.subMchid, subOpenid: user.openid, ...changes },
    });
    const { status, body } = await post(`/service/contracts/${code}/assign`, user);
    expect([status, body.error.code]).toEqual([409, 'not_theirs']);
    expect(JSON.stringify((await get('/service/unassigned')).body)).toContain(code);
    expect(await store.signings.read(code)).toBeNull();
  });
});

describe('events', () => {
  it('that wait are listed, and only the dead are sent again', async () => {
    const code = await contract();
    const { body } = await get('/service/events?state=waiting');
    const mine = body.events.filter(
      ({ outContractCode }: { outContractCode: string }) => outContractCode === code,
    );
    expect(mine).toEqual([
      {
        outContractCode: code,
        type: 'contract.signed',
        state: 'waiting',
        since: expect.any(String),
        attempts: 0,
      },
    ]);
    expect((await get('/service/events?state=dead')).body).toEqual({ events: [], more: false });
    expect((await post('/service/events/retry', { outContractCodes: [code] })).body).toEqual({ retried: [] });
    expect((await post('/service/events/retry', {})).body).toEqual({ retried: [] });
    const others = (await get('/service/events', OTHER)).body.events;
    expect(others).toEqual([]);
  });

  it('of a code that is not known are 404, and nothing is sent', async () => {
    const { status } = await post('/service/events/retry', { outContractCodes: ['nosuchcode'] });
    expect(status).toBe(404);
  });
});

describe('POST /service/users/forget', () => {
  it('takes away who it was, and keeps what was signed and when', async () => {
    const user = someone();
    const { token } = (await post('/service/tokens', { ...user, reference: '订单 7' })).body;
    const code = await contract({ ...user, reference: '订单 7' } as typeof user, { confirmed, terminated });
    const other = someone();
    const { token: otherToken } = (await post('/service/tokens', other)).body;
    const { status, body } = await post('/service/users/forget', user);
    expect([status, body]).toEqual([200, { contracts: 1 }]);
    const { body: kept } = await get(`/service/contracts/${code}`);
    expect(kept).toMatchObject({
      openid: '',
      displayAccount: '',
      status: 'terminated',
      contractId: confirmed.contractId,
      signedAt: confirmed.signedAt,
    });
    expect(kept.reference).toBeUndefined();
    expect(await store.client.exists(store.keys.userSignings(userKey(user)))).toBe(0);
    const asks = (with_: string) => mini.ask('GET', '/api/contracts', { headers: bearer(with_) });
    expect([(await asks(token)).status, (await asks(otherToken)).status]).toEqual([401, 200]);
    const names = await store.client.keys(`*${store.keys.signing(code)}*`);
    for (const name of names)
      expect(JSON.stringify(await store.client.hgetall(name))).not.toContain(user.openid);
    expect(JSON.stringify(lines)).not.toContain(user.openid);
  });

  it('lets no late report bring the openid back', async () => {
    const user = someone();
    const code = await contract(user, { confirmed, terminated });
    await post('/service/users/forget', user);
    await record(services, code, {
      party: { ...party, ...user },
      terminated: { ...terminated, mode: 'USER' },
    });
    const { facts } = (await store.signings.read(code))!;
    expect(facts.party).toMatchObject({ openid: '', displayAccount: '' });
    const said = { ...report(code), subMchid: party.subMchid, subAppid: party.appId, subOpenid: user.openid };
    expect(mismatches(services.config, facts.party!, said)).toEqual([]);
  });

  it('is refused while a contract is in force, and takes nothing away', async () => {
    const user = someone();
    const code = await contract(user);
    const { token } = (await post('/service/tokens', user)).body;
    const { status, body } = await post('/service/users/forget', user);
    expect([status, body.error.code, body.error.details]).toEqual([
      409,
      'contract_in_force',
      { outContractCode: code },
    ]);
    expect((await get(`/service/contracts/${code}`)).body.openid).toBe(user.openid);
    expect((await mini.ask('GET', '/api/contracts', { headers: bearer(token) })).status).toBe(200);
  });

  it('is refused while they sign', async () => {
    const user = someone();
    const { token } = (await post('/service/tokens', user)).body;
    await mini.ask('POST', '/api/signings', { headers: bearer(token) });
    await waitFor('their list', () => store.client.exists(store.keys.userSignings(userKey(user))));
    expect((await post('/service/users/forget', user)).body.error.code).toBe('signing_under_way');
  });

  it('of somebody who is not known does nothing', async () => {
    expect((await post('/service/users/forget', someone())).body).toEqual({ contracts: 0 });
  });
});

it('answers what it does not know as the other API does', async () => {
  const { status, headers, body } = await get('/service/nothing');
  expect([status, body.error.code]).toEqual([404, 'not_found']);
  expect(headers['x-request-id']).toBe(body.error.requestId);
  expect((await service.ask('PUT', '/service/tokens', { headers: bearer(KEY) })).status).toBe(405);
});

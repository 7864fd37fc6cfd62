import { BASE_URL, back, FakePhone, LONGEST_PAUSE_MS, later, recent, SIGNING_APP } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(async () => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
  phone.core.open();
  await later(1000);
});
afterEach(() => expect(phone.violations).toEqual([]));

async function jump() {
  phone.tap();
  phone.confirmJump();
  await later(3000);
}

it('is reported with the scene, the app and what it said, and then waited for', async () => {
  await jump();
  phone.show(back({ return_code: 'SUCCESS', return_msg: 'ok' }));
  expect(phone.phase).toBe('confirming');
  await later(1000);
  expect(server.returns()).toEqual([
    {
      scene: 1038,
      referrerAppId: SIGNING_APP,
      extraData: { return_code: 'SUCCESS', return_msg: 'ok' },
      seq: 1,
    },
  ]);
  expect(server.log.slice(3)).toEqual(['POST /api/signings/…/return', 'GET /api/signings/…']);
  expect(server.calls[4]!.query).toEqual({ wait: '25', after: expect.any(String) });
  expect(phone.phase).toBe('confirming');
  server.sign();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'signed', contract: { contractId: 'contract-c1' } });
  expect(phone.stored()).toMatchObject({ jump: null });
});

describe('of what came back, sends on', () => {
  const cases: [string, Parameters<FakePhone['show']>[0], Record<string, unknown>][] = [
    ['FAIL', back({ return_code: 'FAIL' }), { extraData: { return_code: 'FAIL' } }],
    ['an empty object', back({}), { extraData: {} }],
    ['nothing, from the back button', back(), {}],
    [
      'nothing of another app',
      back({ return_code: 'SUCCESS' }, 'wx0000000000000000'),
      { referrerAppId: 'wx0000000000000000' },
    ],
    ['nothing in another scene', { ...back({ return_code: 'SUCCESS' }), scene: 1037 }, { scene: 1037 }],
    ['nothing without referrerInfo', { scene: 1038 }, { referrerAppId: undefined }],
    ['no text', back('SUCCESS'), {}],
    ['no null', back(null), {}],
    ['no list', back(['SUCCESS']), {}],
    ['not more than the server takes', back({ return_code: '签'.repeat(1400) }), {}],
    ['as much as the server takes', back({ a: '签'.repeat(1360), b: 'x' }), { extraData: expect.anything() }],
    ['no byte more', back({ a: '签'.repeat(1360), b: 'xx' }), {}],
    ['so much of the name of an app', back(undefined, 'w'.repeat(65)), { referrerAppId: 'w'.repeat(64) }],
    ['no scene that is no number', { ...back(), scene: 'x' as unknown as number }, { scene: 0 }],
    ['no app that is no text', back(undefined, 7 as unknown as string), { referrerAppId: undefined }],
    ['nothing from the list of recent ones', recent, { scene: 1089, referrerAppId: undefined }],
  ];
  it.each(cases)('%s', async (_, enter, expected) => {
    await jump();
    phone.show(enter);
    await later(1000);
    expect(server.returns()).toEqual([{ scene: 1038, referrerAppId: SIGNING_APP, seq: 1, ...expected }]);
    expect(server.statusOf()).toBe('confirming');
  });
});

it('is reported at every show while the jump is pending, but what came back only once', async () => {
  await jump();
  phone.show(back({ return_code: 'SUCCESS' }));
  await later(1000);
  phone.hide();
  await later(1000);
  phone.show();
  await later(1000);
  phone.start(back({ return_code: 'SUCCESS' }));
  await later(1000);
  expect(server.returns()).toEqual([
    { scene: 1038, referrerAppId: SIGNING_APP, extraData: { return_code: 'SUCCESS' }, seq: 1 },
    { scene: 1038, referrerAppId: SIGNING_APP, seq: 1 },
    { scene: 1038, referrerAppId: SIGNING_APP, seq: 1 },
  ]);
});

it('does not use what an earlier jump brought back for a later one', async () => {
  await jump();
  phone.show(back({ return_code: 'SUCCESS', contract_id: '1' }));
  server.sign();
  await later(1000);
  server.terminateByWechat();
  phone.core.close();
  phone.core.open();
  await later(1000);
  await jump();
  // WeChat repeats the old options.
  phone.show();
  await later(1000);
  expect(server.returns().slice(1)).toEqual([{ scene: 1038, referrerAppId: SIGNING_APP, seq: 2 }]);
});

it('does not use what was there before the jump', async () => {
  phone.start(back({ return_code: 'SUCCESS' })).core.open();
  await later(1000);
  phone.tap();
  phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
  await later(4000);
  phone.core.refresh();
  await later(1000);
  phone.hide();
  phone.show();
  await later(1000);
  expect(server.returns()).toEqual([
    { scene: 1038, referrerAppId: SIGNING_APP, seq: 1 },
    { scene: 1038, referrerAppId: SIGNING_APP, seq: 1 },
  ]);
});

it('is reported on whichever page the app is shown', async () => {
  await jump();
  phone.show(back(), 'other');
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 1038, referrerAppId: SIGNING_APP, seq: 1 }]);
});

it('is reported once, however often the page opens after it', async () => {
  await jump();
  phone.show(back());
  await later(1000);
  for (let i = 0; i < 3; i++) {
    phone.core.close();
    phone.core.open();
    await later(1000);
  }
  expect(server.returns()).toHaveLength(1);
});

it('is delivered though the page closes at once', async () => {
  await jump();
  phone.show(back({ return_code: 'FAIL' }));
  phone.core.close();
  await later(1000);
  expect(server.returns()).toMatchObject([{ seq: 1, extraData: { return_code: 'FAIL' } }]);
  expect(server.log.filter((call) => call === 'POST /api/signings')).toHaveLength(1);
});

it('keeps what came back though the user asks before it is delivered', async () => {
  await jump();
  phone.online = false;
  phone.show(back({ return_code: 'FAIL' }));
  await later(1000);
  phone.core.refresh();
  await later(1000);
  phone.online = true;
  await later(LONGEST_PAUSE_MS);
  expect(server.returns()).toMatchObject([{ seq: 1, extraData: { return_code: 'FAIL' } }]);
});

it('is not reported of a jump that turns out not to have opened', async () => {
  phone.tap();
  phone.hide();
  phone.online = false;
  phone.show(recent);
  phone.cancelJump();
  phone.online = true;
  await later(LONGEST_PAUSE_MS);
  expect(server.returns()).toEqual([]);
  expect(phone.phase).toBe('ready');
});

it('is reported where WeChat does not say why the app was started', async () => {
  await jump();
  phone.enterFails = true;
  phone.start(back(), { tells: false });
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 0, seq: 1 }]);
});

it('counts on from the jumps that the server has not heard of', async () => {
  server.faults.push(({ path }) => (path.endsWith('launch') ? { status: 503, body: '' } : undefined));
  for (let i = 0; i < 2; i++) {
    phone.tap();
    phone.cancelJump();
  }
  phone.start().core.open();
  await later(1000);
  phone.tap();
  expect(phone.stored()).toMatchObject({ seq: 3, jump: { seq: 3 } });
});

it('is reported by a show that comes without its options', async () => {
  await jump();
  phone.tellsOptions = false;
  phone.show(back({ return_code: 'FAIL' }));
  await later(1000);
  expect(server.returns()).toMatchObject([{ scene: 1038, extraData: { return_code: 'FAIL' }, seq: 1 }]);
});

it('is reported by the first show alone, in an app that does nothing at launch', async () => {
  await jump();
  phone.start(recent, { resumes: false });
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
});

it('is reported once for a cold start, although WeChat also tells of the show', async () => {
  await jump();
  phone.start(back({ return_code: 'SUCCESS' }), { tells: false });
  phone.core.open();
  await later(1000);
  phone.tell();
  await later(1000);
  expect(server.returns()).toHaveLength(1);
});

it('is reported after a kill, on whichever page the app starts, and waited for', async () => {
  await jump();
  phone.start(recent);
  expect(phone.phase).toBe('confirming');
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
  server.sign();
  await later(1000);
  expect(phone.phase).toBe('signed');
  expect(phone.stored()).toMatchObject({ jump: null });
});

it('survives a kill right after the tap', async () => {
  phone.tap();
  phone.start(recent);
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
});

it('is reported by the launch alone, in an app that is not told of its first show', async () => {
  await jump();
  phone.start(recent, { tells: false });
  await later(1000);
  expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
});

it('is reported when the page opens, in an app that does nothing at launch', async () => {
  await jump();
  phone.start(recent, { resumes: false, tells: false });
  phone.core.open();
  await later(1000);
  expect(server.returns()).toHaveLength(1);
});

it('is tried again until it is delivered, and shows no trouble', async () => {
  await jump();
  phone.online = false;
  phone.show(back({ return_code: 'SUCCESS' }));
  await later(20_000);
  expect(phone.phase).toBe('confirming');
  phone.online = true;
  await later(LONGEST_PAUSE_MS);
  expect(server.returns()).toMatchObject([{ extraData: { return_code: 'SUCCESS' } }]);
  server.sign();
  await later(1000);
  expect(phone.phase).toBe('signed');
});

it('keeps what came back when the app is hidden before that is delivered', async () => {
  await jump();
  phone.online = false;
  phone.show(back({ return_code: 'SUCCESS' }));
  await later(2000);
  phone.hide();
  await later(2000);
  phone.online = true;
  phone.show();
  await later(1000);
  expect(server.returns()).toMatchObject([{ extraData: { return_code: 'SUCCESS' } }]);
});

it('is tried again when the server is down', async () => {
  await jump();
  server.failNext({ status: 503, body: '' }, /return/);
  server.failNext(error('storage_unavailable', { retryAfter: 2 }), /return/);
  phone.show(back());
  await later(10_000);
  expect(phone.phase).toBe('confirming');
  expect(server.returns()).toHaveLength(3);
  expect(server.statusOf()).toBe('confirming');
});

it('is tried without what came back when the server refused that and the user asks again', async () => {
  await jump();
  server.failNext(error('invalid_request'), /return/);
  phone.show(back({ return_code: 'SUCCESS' }));
  await later(60_000);
  expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'invalid_request' } });
  phone.core.refresh();
  await later(1000);
  expect(phone.phase).toBe('confirming');
  expect(server.returns()[1]).toEqual({ scene: 1038, referrerAppId: SIGNING_APP, seq: 1 });
});

it('is not tried again at once when the server says how long to wait', async () => {
  await jump();
  server.failNext(error('rate_limited', { retryAfter: 30 }), /return/);
  phone.show(back());
  await later(28_000);
  expect(server.returns()).toHaveLength(1);
  await later(5000);
  expect(server.returns()).toHaveLength(2);
});

it('drops a signing of another user, and starts over', async () => {
  await jump();
  phone.user = 'bob';
  phone.start(recent).core.open();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  expect(phone.stored()).toMatchObject({ jump: null });
});

it('is kept when something between us and the server says 404', async () => {
  await jump();
  server.failNext({ status: 404, body: '<html>' }, /return/);
  phone.show(back({ return_code: 'SUCCESS' }));
  await later(1000);
  expect(phone.phase).toBe('server_error');
  expect(phone.stored()).toMatchObject({ jump: { outContractCode: 'c1' } });
  phone.core.refresh();
  await later(1000);
  expect(phone.phase).toBe('confirming');
  server.sign();
  await later(1000);
  expect(phone.phase).toBe('signed');
});

it('drops a signing of another user quietly when the page is not open', async () => {
  await jump();
  phone.user = 'bob';
  phone.start(recent);
  await later(1000);
  expect(phone.stored()).toMatchObject({ jump: null });
  expect(server.log.filter((call) => call === 'POST /api/signings')).toHaveLength(1);
});

it('keeps what it stores apart by server, and starts over from rubbish', async () => {
  await jump();
  expect([...phone.storage.keys()]).toEqual([`contract-kit:${BASE_URL}`]);
  phone.storage.set(`contract-kit:${BASE_URL}`, '{"seq":"x","jump":{"seq":1},"reports":[null]}');
  phone.start(recent).core.open();
  await later(1000);
  expect(phone.phase).toBe('signing');
});

describe('starts over from what cannot have been stored', () => {
  const jump = { outContractCode: 'c1', seq: 1, appId: SIGNING_APP };
  it.each([
    ['nothing', ''],
    ['a text', 'x'],
    ['a jump of nothing', { jump: { ...jump, outContractCode: '' } }],
    ['a jump to nowhere', { jump: { ...jump, appId: undefined } }],
    ['a jump without its number', { jump: { ...jump, seq: 0 } }],
    ['a counter below zero', { seq: -3 }],
    ['half a counter', { seq: 1.5 }],
    ['reports that are no list', { reports: 'x' }],
    ['reports of nothing', { reports: [null, {}] }],
  ])('%s', async (_, stored) => {
    phone.storage.set(`contract-kit:${BASE_URL}`, JSON.stringify(stored));
    phone.start().core.open();
    await later(1000);
    expect(phone.phase).toBe('ready');
    expect(server.returns()).toEqual([]);
    phone.tap();
    phone.cancelJump();
    await later(1000);
    expect(server.launches()).toMatchObject([{ seq: 1, outcome: 'cancelled' }]);
    const empty = { jump: null, reports: [], usedExtraData: '', terminating: {} };
    expect(phone.stored()).toEqual({ ...empty, seq: 1 });
  });
});

it('goes on from memory when storage is full', async () => {
  phone.storageIsFull = true;
  await jump();
  phone.show(back());
  await later(1000);
  expect(server.returns()).toMatchObject([{ seq: 1 }]);
});

describe('without a pending jump', () => {
  it('shows that the user is signing elsewhere, and reports a return when the user says so', async () => {
    server.launchElsewhere();
    phone.start(recent).core.open();
    await later(1000);
    expect(phone.phase).toBe('signing');
    phone.core.refresh();
    expect(phone.phase).toBe('confirming');
    await later(1000);
    expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
    expect(phone.state).toMatchObject({ phase: 'confirming', busy: false });
  });

  it('sees by itself that it was signed elsewhere', async () => {
    server.launchElsewhere();
    phone.start(recent).core.open();
    await later(40_000);
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
  });

  it('reports nothing', async () => {
    phone.hide();
    phone.show(back({ return_code: 'SUCCESS' }));
    await later(1000);
    expect(server.returns()).toEqual([]);
    expect(phone.phase).toBe('ready');
  });
});

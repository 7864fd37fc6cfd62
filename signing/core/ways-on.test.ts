import { back, FakePhone, later, recent } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

const MINUTE = 60_000;

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

async function comeBack(extraData?: object) {
  phone.show(back(extraData));
  await later(500);
  expect(phone.phase).toBe('confirming');
}

const posts = () => server.log.filter((call) => call === 'POST /api/signings').length;

/** Until so much is left of the signing. Most of the time WeChat suspends the app, and no timer fires. */
async function untilLeft(ms: number) {
  const wait = Date.parse(phone.state.signing!.expiresAt!) - Date.now() - ms;
  const suspended = Math.max(0, wait - 40_000);
  jest.setSystemTime(Date.now() + suspended);
  await later(wait - suspended);
}

describe('opening the signing page again', () => {
  beforeEach(jump);

  it('is offered after 10 s of confirming, and jumps in that very tap with the same pre-sign', async () => {
    await comeBack();
    await later(9000);
    expect(phone.state.canReopen).toBe(false);
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: true, busy: false });
    phone.tap();
    expect(phone.jumps.map(({ extraData }) => extraData.pre_entrustweb_id)).toEqual([
      'session-c1',
      'session-c1',
    ]);
    phone.confirmJump();
    await later(3000);
    await comeBack();
    expect(server.returns().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(phone.state.canReopen).toBe(false);
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
  });

  it('is offered after 60 s when what came back says SUCCESS', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    await later(59_000);
    expect(phone.state.canReopen).toBe(false);
    await later(1000);
    expect(phone.state.canReopen).toBe(true);
  });

  it('leaves confirming to go on beside it', async () => {
    await comeBack();
    await later(60_000);
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: true });
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('goes on confirming when the user thinks better of it, and says so', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    await later(61_000);
    phone.tap();
    expect(phone.state).toMatchObject({ phase: 'confirming', busy: true });
    phone.cancelJump();
    expect(phone.state).toMatchObject({ phase: 'confirming', notice: 'jump_cancelled', canReopen: true });
    expect(phone.stored()).toMatchObject({ seq: 2, jump: { seq: 1, claimed: true } });
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
  });

  it('loses no return that could not be delivered before', async () => {
    phone.online = false;
    phone.show(back({ return_code: 'FAIL' }));
    await later(12_000);
    phone.tap();
    phone.cancelJump();
    phone.online = true;
    await later(20_000);
    expect(server.returns()).toMatchObject([{ seq: 1, extraData: { return_code: 'FAIL' } }]);
    expect(server.statusOf()).toBe('confirming');
  });

  it('is not held back by what an earlier jump brought back', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    await later(61_000);
    await jump();
    await comeBack();
    server.findNoContract();
    await later(500);
    expect(phone.phase).toBe('not_signed');
  });

  it('is offered in time when the clock of the phone was set back meanwhile', async () => {
    await comeBack();
    jest.setSystemTime(Date.now() - 60 * MINUTE);
    await later(26_000);
    expect(phone.state.canReopen).toBe(true);
  });

  it('is offered until a minute is left', async () => {
    await comeBack();
    await untilLeft(62_000);
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: true });
    await later(4000);
    expect(phone.state.canReopen).toBe(false);
  });

  it('is not offered where the app may open no other', async () => {
    phone.show({ scene: 1154, apiCategory: 'browseOnly' });
    await later(9000);
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: false, canJump: false, slow: false });
    await later(2000);
    // All that is left is to ask again.
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: false, slow: true });
  });
});

describe('a code that is running out', () => {
  beforeEach(jump);

  it('counts down to the new one, a second at a time, and fetches that by itself', async () => {
    await comeBack();
    await untilLeft(58_500);
    expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: false });
    const from = phone.state.newCodeInS!;
    expect([119, 120]).toContain(from);
    const seen: (number | undefined)[] = [];
    phone.core.subscribe(() => seen.push(phone.state.newCodeInS));
    await later(10_000);
    // Once a second, and for an answer of the server.
    expect(seen.length).toBeLessThanOrEqual(11);
    expect(Math.min(...seen.map(Number))).toBe(from - 10);
    await later(107_000);
    expect(posts()).toBe(1);
    await later(4000);
    expect(posts()).toBe(2);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' }, busy: false });
    expect(phone.state.newCodeInS).toBeUndefined();
    expect(phone.stored()).toMatchObject({ jump: null });
    phone.tap();
    expect(phone.lastJump.extraData).toEqual({ pre_entrustweb_id: 'session-c2' });
  });

  it('is asked for again every 10 s while the server still waits', async () => {
    // A shortened lifetime, of which the server waits as long again.
    server = new FakeServer();
    server.lifetimeMs = 100_000;
    phone = new FakePhone(server).start();
    phone.core.open();
    await later(1000);
    await jump();
    await comeBack();
    await untilLeft(-62_000);
    expect(posts()).toBe(2);
    expect(phone.state).toMatchObject({ phase: 'confirming', newCodeInS: expect.any(Number) });
    await later(32_000);
    expect(posts()).toBe(5);
    await later(10_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('costs nothing while nobody looks, and is fetched for who comes back', async () => {
    await comeBack();
    await untilLeft(30_000);
    expect(phone.state.newCodeInS).toBeDefined();
    phone.core.close();
    const told = jest.fn();
    phone.core.subscribe(told);
    await later(10 * MINUTE);
    // Of the long wait, and not of every second.
    expect(told.mock.calls.length).toBeLessThan(4);
    expect(posts()).toBe(1);
    phone.core.open();
    await later(2000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('is fetched for who comes back from the signing page too late', async () => {
    await untilLeft(-70_000);
    phone.show(back());
    await later(3000);
    expect(server.returns()).toHaveLength(1);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('is counted down for who is said to be signing elsewhere, too', async () => {
    phone.start(recent);
    phone.storage.clear();
    phone.start(recent).core.open();
    await later(1000);
    await untilLeft(30_000);
    expect(phone.state).toMatchObject({ phase: 'signing', newCodeInS: expect.any(Number) });
    await later(95_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('shows that it was signed after all', async () => {
    await comeBack();
    await untilLeft(10_000);
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
    await later(5 * MINUTE);
    expect(posts()).toBe(1);
  });

  it('says why there is no new one, and tries again when asked', async () => {
    await comeBack();
    await untilLeft(10_000);
    server.failNext(error('wechatpay_refused'), /signings$/);
    await later(75_000);
    expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'wechatpay_refused' } });
    phone.core.refresh();
    await later(15_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('is tried for until there is a network', async () => {
    await comeBack();
    await untilLeft(10_000);
    phone.online = false;
    await later(80_000);
    expect(phone.phase).toBe('confirming');
    phone.online = true;
    await later(20_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });
});

describe('where a jump does not hide the app, as in DevTools and on a computer', () => {
  beforeEach(async () => {
    phone.tap();
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    await later(4000);
    expect(phone.phase).toBe('signing');
  });

  it('shows a result that comes by itself', async () => {
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
    expect(server.returns()).toEqual([]);
  });

  it('follows what the user asks about, who says to be back', async () => {
    phone.core.refresh();
    expect(phone.state).toMatchObject({ phase: 'confirming', busy: true });
    await later(500);
    expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
    expect(phone.state).toMatchObject({ phase: 'confirming', busy: false });
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
  });

  it('is the next signing free of the jump before', async () => {
    server.sign();
    await later(500);
    server.terminateByWechat();
    phone.core.refresh();
    await later(500);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });

  it('fetches a new code when this one has run out', async () => {
    await untilLeft(-64_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });
});

describe('an end', () => {
  beforeEach(async () => {
    server.sign();
    phone.start().core.open();
    await later(1000);
    phone.core.terminate('c1', '不再需要');
    await later(1000);
    expect(phone.phase).toBe('terminated');
  });

  it('stays until the user goes on from it', async () => {
    phone.core.close();
    phone.core.open();
    phone.hide();
    phone.show();
    await later(60_000);
    expect(phone.phase).toBe('terminated');
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  it('says where the app may not go on from it', async () => {
    expect(phone.state.canJump).toBe(true);
    phone.hide();
    phone.show({ scene: 1154, apiCategory: 'chatTool' });
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'terminated', canJump: false });
  });

  it('is gone on from by itself after a failure that the user was told of', async () => {
    phone.online = false;
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('offline');
    phone.core.close();
    phone.online = true;
    phone.core.open();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });
});

it('shows a contract that WeChat Pay could not confirm for what it is, and asks again when asked', async () => {
  server.sign();
  server.doubtful = true;
  phone.start().core.open();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'signed', doubtful: true, contract: { outContractCode: 'c1' } });
  server.doubtful = false;
  phone.core.refresh();
  await later(1000);
  expect(phone.phase).toBe('signed');
  expect(phone.state.doubtful).toBeUndefined();
});

it('reads a status that only a newer server has as confirming, with its ways on', async () => {
  await jump();
  await comeBack();
  server.newerStatus = 'paused';
  await later(40_000);
  expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: true });
  server.newerStatus = undefined;
  server.sign();
  await later(1000);
  expect(phone.phase).toBe('signed');
});

it('waits for no longer than a minute, whatever Retry-After says', async () => {
  server.failNext(error('rate_limited', { retryAfter: 86_400 }), /signings$/);
  phone.start().core.open();
  await later(58_000);
  expect(phone.phase).toBe('server_error');
  await later(4000);
  expect(phone.phase).toBe('ready');
});

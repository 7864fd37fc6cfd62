import { back, FakePhone, later, SIGNING_APP } from '../test/fake-phone';
import { FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(async () => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
});
afterEach(() => expect(phone.violations).toEqual([]));

async function openPage() {
  phone.core.open();
  await later(1000);
}

it('jumps inside the tap, with exactly what the server says', async () => {
  await openPage();
  phone.tap();
  expect(phone.jumps).toEqual([
    {
      appId: SIGNING_APP,
      path: 'pages/PwdExemptContract/index',
      extraData: { pre_entrustweb_id: 'session-c1' },
      success: expect.any(Function),
      fail: expect.any(Function),
    },
  ]);
  expect(phone.state).toMatchObject({ phase: 'ready', busy: true });
});

it('has written the pending jump down before it jumps', async () => {
  await openPage();
  let stored = {};
  phone.onJump = () => {
    stored = phone.stored();
  };
  phone.tap();
  expect(stored).toMatchObject({ seq: 1, jump: { outContractCode: 'c1', seq: 1, appId: SIGNING_APP } });
});

it('reports that the jump opened, and shows that the user is signing', async () => {
  await openPage();
  phone.tap();
  phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
  expect(phone.phase).toBe('signing');
  await later(1000);
  expect(server.launches()).toEqual([{ outcome: 'opened', errMsg: 'navigateToMiniProgram:ok', seq: 1 }]);
  expect(server.statusOf()).toBe('signing');
});

it.each([
  ['navigateToMiniProgram:fail cancel', 'cancelled'],
  ['navigateToMiniProgram:fail 用户取消', 'cancelled'],
  ['navigateToMiniProgram:fail Cancelled by user', 'cancelled'],
  ['navigateToMiniProgram:fail can only be invoked by user TAP gesture.', 'failed'],
  ['navigateToMiniProgram:fail invalid appid', 'failed'],
] as const)('tells %s as %s, and lets the user tap again', async (errMsg, outcome) => {
  await openPage();
  phone.tap();
  phone.cancelJump(errMsg);
  expect(phone.state).toMatchObject({ phase: 'ready', notice: `jump_${outcome}`, busy: false });
  expect(phone.stored()).toMatchObject({ jump: null, seq: 1 });
  await later(1000);
  expect(server.launches()).toEqual([{ outcome, errMsg, seq: 1 }]);
  phone.tap();
  expect(phone.jumps).toHaveLength(2);
  expect(phone.state.notice).toBeUndefined();
  expect(phone.stored()).toMatchObject({ jump: { seq: 2 } });
});

it('does not take a failure for success because it came by the wrong callback', async () => {
  await openPage();
  phone.tap();
  phone.lastJump.success({ errMsg: 'navigateToMiniProgram:fail cancel' });
  expect(phone.state).toMatchObject({ phase: 'ready', notice: 'jump_cancelled' });
});

it('takes a call that throws for a jump that failed', async () => {
  await openPage();
  phone.onJump = () => {
    throw new Error('parameter error');
  };
  phone.tap();
  expect(phone.state).toMatchObject({ phase: 'ready', notice: 'jump_failed' });
});

it('counts on from what the server has seen from another phone', async () => {
  await openPage();
  server.launchElsewhere();
  server.launchElsewhere();
  await server.answer({
    method: 'POST',
    path: '/api/signings/c1/return',
    query: {},
    body: { seq: 2 },
    header: { Authorization: 'Bearer token-1' },
  });
  server.findNoContract();
  phone.start().core.open();
  await later(1000);
  phone.tap();
  expect(phone.stored()).toMatchObject({ jump: { seq: 3 } });
});

describe('a callback', () => {
  it('that comes twice counts once', async () => {
    await openPage();
    phone.tap();
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    phone.lastJump.fail({ errMsg: 'navigateToMiniProgram:fail cancel' });
    expect(phone.state).toMatchObject({ phase: 'signing', busy: true });
    await later(1000);
    expect(server.launches()).toMatchObject([{ outcome: 'opened' }]);
  });

  it('of a jump that is over opens nothing, and releases nothing', async () => {
    await openPage();
    phone.tap();
    phone.hide();
    phone.show(back());
    await later(500);
    expect(phone.phase).toBe('confirming');
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    expect(phone.state).toMatchObject({ phase: 'confirming', busy: false });
    server.findNoContract();
    await later(500);
    phone.tap();
    await later(3000);
    expect(phone.state).toMatchObject({ phase: 'not_signed', busy: true });
  });

  it('of a jump before takes nothing from the next', async () => {
    await openPage();
    phone.tap();
    const before = phone.lastJump;
    phone.hide();
    phone.show(back());
    await later(500);
    server.findNoContract();
    await later(500);
    phone.tap();
    before.fail({ errMsg: 'navigateToMiniProgram:fail cancel' });
    expect(phone.stored()).toMatchObject({ jump: { seq: 2 } });
    expect(phone.state.busy).toBe(true);
  });
});

describe('a second tap', () => {
  it('does nothing while the dialog or the jump is open', async () => {
    await openPage();
    phone.tap();
    phone.tap();
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    phone.tap();
    phone.hide();
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('jumps again 3 s after a success that did not hide the app, as in DevTools', async () => {
    await openPage();
    phone.tap();
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    await later(2900);
    phone.tap();
    phone.core.refresh();
    expect(phone.jumps).toHaveLength(1);
    expect(phone.state).toMatchObject({ phase: 'signing', busy: true });
    await later(200);
    expect(phone.state).toMatchObject({ phase: 'signing', busy: false });
    phone.tap();
    expect(phone.jumps).toHaveLength(2);
    expect(server.returns()).toEqual([]);
  });

  it('does nothing for as long as the app is hidden', async () => {
    await openPage();
    phone.tap();
    phone.confirmJump();
    await later(60_000);
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('is possible after the next show, whatever became of the callbacks', async () => {
    await openPage();
    phone.tap();
    phone.hide();
    await later(1000);
    phone.show(back());
    await later(500);
    server.findNoContract();
    await later(16_000);
    expect(phone.phase).toBe('not_signed');
    phone.tap();
    expect(phone.jumps).toHaveLength(2);
  });
});

describe('reports of jumps', () => {
  it('are kept until they are delivered, across a kill', async () => {
    await openPage();
    phone.online = false;
    phone.tap();
    phone.cancelJump();
    await later(1000);
    phone.online = true;
    phone.start();
    await later(1000);
    expect(server.launches()).toMatchObject([{ outcome: 'cancelled', seq: 1 }]);
    phone.start();
    await later(1000);
    expect(server.launches()).toHaveLength(1);
  });

  it('go out with the return when they were interrupted', async () => {
    await openPage();
    phone.tap();
    phone.online = false;
    phone.confirmJump();
    await later(20_000);
    phone.online = true;
    phone.show(back());
    await later(60);
    expect(server.log.slice(2).sort()).toEqual([
      'POST /api/signings/…/launch',
      'POST /api/signings/…/return',
    ]);
    await later(5000);
    expect(server.launches()).toHaveLength(1);
  });

  it('never delay a return, even when the server does not answer them', async () => {
    await openPage();
    server.silent = /launch$/;
    phone.tap();
    phone.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    await later(100);
    phone.hide();
    phone.show(back());
    await later(500);
    expect(server.launches()).not.toEqual([]);
    expect(server.returns()).toMatchObject([{ seq: 1 }]);
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
    server.silent = undefined;
    await later(30_000);
    expect(phone.stored()).toMatchObject({ reports: [] });
  });

  it('are sent again with the return when that is tried again', async () => {
    await openPage();
    phone.tap();
    phone.online = false;
    phone.confirmJump();
    await later(20_000);
    phone.show(back());
    await later(3000);
    phone.online = true;
    await later(10_000);
    expect(phone.stored()).toMatchObject({ reports: [] });
    expect(server.launches()).toHaveLength(1);
  });

  it('are kept while the server cannot take them, and delivered later', async () => {
    await openPage();
    server.faults.push(({ path }) => (path.endsWith('launch') ? { status: 503, body: '' } : undefined));
    phone.tap();
    phone.cancelJump();
    await later(1000);
    expect(server.launches()).not.toEqual([]);
    expect(phone.stored()).toMatchObject({ reports: [{ seq: 1, outcome: 'cancelled' }] });
    server.faults = [];
    server.calls = [];
    phone.start();
    await later(1000);
    expect(server.launches()).toMatchObject([{ seq: 1, outcome: 'cancelled' }]);
    expect(phone.stored()).toMatchObject({ reports: [] });
  });

  it('are kept one by one: one that is delivered takes no other along', async () => {
    await openPage();
    server.faults.push(({ path, body }) =>
      path.endsWith('launch') && body.seq !== 1 ? { status: 503, body: '' } : undefined,
    );
    phone.online = false;
    phone.tap();
    phone.cancelJump();
    phone.tap();
    phone.cancelJump();
    await later(1000);
    phone.online = true;
    phone.start();
    await later(1000);
    expect(phone.stored()).toMatchObject({ reports: [{ seq: 2 }] });
    server.faults = [];
    phone.start();
    await later(1000);
    expect(phone.stored()).toMatchObject({ reports: [] });
  });

  it('go out once each, however fast they come', async () => {
    await openPage();
    for (const ms of [10, 50, 1000]) {
      phone.tap();
      phone.cancelJump();
      await later(ms);
    }
    expect(server.launches().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('say as much of what WeChat said as the server takes', async () => {
    await openPage();
    phone.tap();
    phone.cancelJump(`navigateToMiniProgram:fail ${'x'.repeat(300)}`);
    await later(1000);
    expect(server.launches()).toEqual([
      { outcome: 'failed', errMsg: `navigateToMiniProgram:fail ${'x'.repeat(229)}`, seq: 1 },
    ]);
  });

  it('are kept of the ten latest', async () => {
    await openPage();
    phone.online = false;
    for (let i = 0; i < 12; i++) {
      phone.tap();
      phone.cancelJump();
    }
    await later(2000);
    phone.online = true;
    phone.start();
    await later(5000);
    expect(server.launches().map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('are dropped when the server does not know the signing', async () => {
    await openPage();
    phone.online = false;
    phone.tap();
    phone.cancelJump();
    phone.online = true;
    phone.user = 'bob';
    phone.start();
    await later(1000);
    expect(phone.stored()).toMatchObject({ reports: [] });
  });
});

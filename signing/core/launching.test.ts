import { back, FakePhone, later, recent, SIGNING_APP } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server);
});
afterEach(() => expect(phone.violations).toEqual([]));

const count = (call: string) => server.log.filter((each) => each === call).length;

/** How long the page that opens now waits until the user can jump, in legs: `wx.login`, or a call of the server. */
async function legsUntilReady(): Promise<number> {
  const openedAt = Date.now();
  phone.core.open();
  while (phone.phase !== 'ready') await later(1);
  return (Date.now() - openedAt) / phone.latencyMs;
}

/** The user can jump within so long, by what the page offers alone. */
async function reachesJump(withinMs = 1000): Promise<void> {
  await later(withinMs);
  expect(phone.state).toMatchObject({ phase: 'ready', busy: false });
  const before = phone.jumps.length;
  phone.tap();
  expect(phone.jumps).toHaveLength(before + 1);
}

/** In the signing mini-program, after a jump that was reported. What was called so far is forgotten. */
async function leaveToSign(): Promise<void> {
  phone.start().core.open();
  await later(1000);
  phone.tap();
  phone.confirmJump();
  await later(3000);
  server.calls = [];
}

describe('at its launch the app', () => {
  it('logs in, and asks for nothing else', async () => {
    phone.start();
    await later(60_000);
    expect(server.log).toEqual(['POST /api/login']);
    expect(phone.phase).toBe('loading');
    expect(phone.stored()).toEqual({});
  });

  it('saves the page two of three legs', async () => {
    phone.start(recent, { resumes: false });
    expect(await legsUntilReady()).toBe(3);
    phone.start();
    await later(1000);
    server.calls = [];
    expect(await legsUntilReady()).toBe(1);
    expect(server.log).toEqual(['POST /api/signings']);
  });

  it('begins what a page goes on with that opens at once', async () => {
    phone.start();
    await later(60);
    expect(await legsUntilReady()).toBeLessThan(2);
    expect(server.log).toEqual(['POST /api/login', 'POST /api/signings']);
    expect(phone.logins).toBe(1);
  });

  it('logs in no more while the token is good', async () => {
    phone.start();
    await later(1000);
    phone.core.open();
    for (let i = 0; i < 5; i++) {
      phone.core.resumePendingSigning();
      phone.hide();
      await later(10_000);
      phone.show();
      await later(3_600_000);
    }
    expect(phone.logins).toBe(1);
  });

  it('logs in while it reports the return of a pending jump', async () => {
    await leaveToSign();
    phone.start(back({ return_code: 'SUCCESS' }));
    await later(1000);
    expect(server.log).toEqual(['POST /api/login', 'POST /api/signings/…/return', 'GET /api/signings/…']);
  });

  it.each(['browseOnly', 'nativeFunctionalized', 'chatTool'])(
    'does not log in where it can open no other: %s',
    async (apiCategory) => {
      phone.start({ scene: 1154, apiCategory });
      await later(60_000);
      expect(phone.logins).toBe(0);
      phone.hide();
      phone.show(recent);
      await reachesJump();
    },
  );

  it('does not log in while it is hidden', async () => {
    phone.start(recent, { resumes: false });
    phone.hide('other');
    phone.core.resumePendingSigning();
    await later(60_000);
    expect(phone.logins).toBe(0);
  });

  const failures: [string, () => void, heals: () => void][] = [
    [
      'without a network',
      () => {
        phone.online = false;
      },
      () => {
        phone.online = true;
      },
    ],
    [
      'when wx.login fails',
      () => {
        phone.loginFailure = 'login:fail system error';
      },
      () => {
        phone.loginFailure = undefined;
      },
    ],
    [
      'when WeChat holds the account for risky',
      () => server.failNext(error('login_blocked'), /login/),
      () => {},
    ],
    [
      'when there are too many',
      () => server.failNext(error('rate_limited', { retryAfter: 600 }), /login/),
      () => {},
    ],
    ['when the server is away', () => server.failNext({ status: 503, body: '' }, /login/), () => {}],
    [
      'behind a page of the Wi-Fi network',
      () => server.failNext({ status: 200, body: '<html>' }, /login/),
      () => {},
    ],
  ];
  it.each(failures)('fails in silence, once, and leaves it to the page: %s', async (_, break_, heals) => {
    break_();
    phone.start();
    await later(120_000);
    expect(phone.logins).toBe(1);
    expect(phone.state).toEqual({
      phase: 'loading',
      canJump: true,
      canReopen: false,
      slow: false,
      busy: false,
    });
    heals();
    expect(await legsUntilReady()).toBe(3);
  });
});

describe('nobody is left without a way on, nor logged in twice at once', () => {
  it('when the app resumes, is shown and opens twice', async () => {
    phone.start();
    phone.tell();
    phone.core.resumePendingSigning();
    phone.core.open();
    phone.core.open();
    await reachesJump();
    expect(server.log).toEqual(['POST /api/login', 'POST /api/signings']);
  });

  it.each([10, 60])('when the app is hidden %i ms into the login', async (ms) => {
    phone.latencyMs = 50;
    phone.start();
    await later(ms);
    phone.hide('other');
    await later(20_000);
    phone.show();
    await reachesJump();
    expect(phone.logins).toBeLessThanOrEqual(2);
  });

  it('when WeChat interrupts the login in the background', async () => {
    phone.latencyMs = 8000;
    phone.start();
    await later(9000);
    phone.hide('other');
    await later(6000);
    phone.latencyMs = 50;
    phone.show();
    await reachesJump();
    expect(phone.logins).toBe(2);
  });

  it('when the user taps and asks while the login is under way', async () => {
    phone.latencyMs = 2000;
    phone.start().core.open();
    for (let i = 0; i < 10; i++) {
      phone.tap();
      phone.core.refresh();
      await later(300);
    }
    expect(phone.jumps).toEqual([]);
    await reachesJump(4000);
    expect(phone.logins).toBe(1);
    expect(count('POST /api/signings')).toBe(1);
  });

  it('when the page closes and opens while the login is under way', async () => {
    phone.latencyMs = 2000;
    phone.start();
    for (let i = 0; i < 4; i++) {
      phone.core.open();
      await later(500);
      phone.core.close();
      await later(100);
    }
    phone.core.open();
    await reachesJump(6000);
    expect(server.log).toEqual(['POST /api/login', 'POST /api/signings']);
  });

  it('when it was launched without a network, which comes back while the page waits', async () => {
    phone.online = false;
    phone.start();
    phone.core.open();
    await later(5000);
    expect(phone.phase).toBe('offline');
    phone.online = true;
    phone.core.refresh();
    await reachesJump();
  });

  it('when the token has run out between the launch and the page', async () => {
    phone.start();
    await later(1000);
    server.forgetTokens();
    phone.core.open();
    const listed = phone.core.listContracts();
    await later(1000);
    expect(await listed).toEqual([]);
    await reachesJump();
    expect(phone.logins).toBe(2);
  });

  it('when there are too many logins, however impatient the user is', async () => {
    const many = error('rate_limited', { retryAfter: 20 });
    server.failNext(many, /login/);
    server.failNext(many, /login/);
    phone.start();
    await later(1000);
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({
      phase: 'login_failed',
      error: { code: 'rate_limited' },
      busy: false,
    });
    for (let i = 0; i < 5; i++) {
      phone.core.refresh();
      phone.tap();
      await later(1000);
    }
    expect(phone.logins).toBe(2);
    await reachesJump(16_000);
    expect(phone.logins).toBe(3);
  });

  it('when WeChat loses the callback of the login, and then the page opens', async () => {
    phone.losesCallbacks = true;
    phone.start();
    await later(2000);
    phone.losesCallbacks = false;
    phone.core.open();
    await later(3000);
    phone.hide();
    phone.show();
    await reachesJump(10_000);
    expect(phone.logins).toBe(1);
  });

  it('when the answer to a code was lost, and the page opens before the next one', async () => {
    server.failNext(error('invalid_code'), /login/);
    phone.start();
    await later(120);
    phone.core.open();
    await reachesJump();
    expect(phone.logins).toBe(2);
    expect(count('POST /api/signings')).toBe(1);
  });

  it('when WeChat holds the account for risky until the user tries again', async () => {
    server.faults.push(({ path }) => (path === '/api/login' ? error('login_blocked') : undefined));
    phone.start().core.open();
    await later(60_000);
    expect(phone.state).toMatchObject({
      phase: 'login_failed',
      error: { code: 'login_blocked' },
      busy: false,
    });
    expect(phone.logins).toBe(1);
    server.faults = [];
    phone.core.refresh();
    await reachesJump();
  });

  describe('who come back', () => {
    beforeEach(leaveToSign);

    it('by a cold start while the login is under way, and again', async () => {
      phone.latencyMs = 2000;
      phone.start(back({ return_code: 'SUCCESS' })).core.open();
      await later(500);
      phone.hide();
      await later(500);
      phone.show(back({ return_code: 'SUCCESS' }));
      expect(phone.phase).toBe('confirming');
      await later(10_000);
      expect(server.returns()).toEqual([
        { scene: 1038, referrerAppId: SIGNING_APP, extraData: { return_code: 'SUCCESS' }, seq: 1 },
      ]);
      expect(count('POST /api/login')).toBe(1);
      await later(60_000);
      expect(phone.state).toMatchObject({ phase: 'confirming', canReopen: true });
    });

    it('and are killed in the midst of the login, and start elsewhere', async () => {
      phone.latencyMs = 2000;
      phone.start(back({ return_code: 'FAIL' }));
      await later(3000);
      phone.start(recent);
      await later(10_000);
      expect(server.returns()).toEqual([{ scene: 1089, seq: 1 }]);
      server.findNoContract();
      phone.latencyMs = 50;
      phone.core.open();
      await later(20_000);
      expect(phone.phase).toBe('not_signed');
    });

    it('without a network, until there is one', async () => {
      phone.online = false;
      phone.start(back());
      await later(30_000);
      expect(phone.phase).toBe('confirming');
      phone.core.open();
      phone.online = true;
      await later(20_000);
      expect(server.returns()).toMatchObject([{ seq: 1 }]);
      server.sign();
      await later(1000);
      expect(phone.phase).toBe('signed');
    });

    it('when there are too many logins', async () => {
      server.failNext(error('rate_limited', { retryAfter: 20 }), /login/);
      phone.start(back()).core.open();
      await later(19_000);
      expect(phone.phase).toBe('confirming');
      await later(2000);
      expect(server.returns()).toHaveLength(1);
      expect(count('POST /api/login')).toBe(2);
    });
  });
});

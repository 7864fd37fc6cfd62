import { back, FakePhone, LONGEST_PAUSE_MS, later } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
});
afterEach(() => expect(phone.violations).toEqual([]));

describe('without a network', () => {
  it('says so, tries again with growing pauses, and goes on by itself', async () => {
    phone.online = false;
    phone.core.open();
    await later(2000);
    expect(phone.phase).toBe('offline');
    await later(28_000);
    // 1, 2, 4, 8, 15 s, give or take a quarter.
    expect(phone.logins).toBeGreaterThanOrEqual(4);
    expect(phone.logins).toBeLessThanOrEqual(6);
    phone.online = true;
    await later(20_000);
    expect(phone.phase).toBe('ready');
  });

  it.each([
    ['a quarter less', 0, 0.75],
    ['a quarter more', 1, 1.25],
  ])('tries again after 1, 2, 4, 8, 15 and 15 s, give or take %s', async (_, random, factor) => {
    jest.spyOn(Math, 'random').mockReturnValue(random);
    phone.loginFailure = 'login:fail timeout';
    await later(1000);
    const times: number[] = [];
    phone.onLogin = () => void times.push(Date.now());
    phone.core.open();
    await later(60_000);
    const pauses = times.slice(1, 7).map((at, i) => at - times[i]! - phone.latencyMs);
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15].map((s) => s * 1000 * factor).slice(0, times.length - 1));
    expect(pauses.length).toBeGreaterThan(4);
  });

  it('begins with short pauses again after a success', async () => {
    phone.core.open();
    await later(1000);
    phone.tap();
    phone.confirmJump();
    await later(1000);
    phone.show(back());
    await later(1000);
    phone.online = false;
    await later(120_000);
    phone.online = true;
    await later(LONGEST_PAUSE_MS);
    server.launchElsewhere();
    await later(500);
    expect(phone.phase).toBe('signing');
    phone.online = false;
    server.launchElsewhere();
    await later(100);
    phone.online = true;
    const before = server.calls.length;
    await later(1400);
    expect(server.calls).toHaveLength(before + 1);
  });

  it('tries again at once when the user asks', async () => {
    phone.online = false;
    phone.core.open();
    await later(30_000);
    phone.online = true;
    phone.core.refresh();
    expect(phone.state.busy).toBe(true);
    await later(500);
    expect(phone.state).toMatchObject({ phase: 'ready', busy: false });
  });

  it('takes a request that it ended itself for no failure', async () => {
    phone.core.open();
    await later(20);
    phone.hide();
    await later(1000);
    expect(phone.phase).toBe('loading');
    phone.show();
    await later(75);
    phone.core.close();
    await later(1000);
    expect(phone.phase).toBe('loading');
    phone.core.open();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  it('keeps showing what is known', async () => {
    phone.core.open();
    await later(1000);
    server.sign();
    phone.start().core.open();
    await later(1000);
    phone.online = false;
    phone.core.close();
    phone.core.open();
    await later(5000);
    expect(phone.phase).toBe('signed');
  });
});

describe('with an error of the server', () => {
  it('shows its text and the support code, and tries again only when asked', async () => {
    server.failNext(error('wechatpay_refused'), /signings/);
    phone.core.open();
    await later(60_000);
    expect(phone.state).toMatchObject({
      phase: 'server_error',
      error: {
        code: 'wechatpay_refused',
        message: 'WeChat Pay refused the request; give the merchant the support code',
        requestId: 'request-wechatpay_refused',
      },
    });
    expect(server.calls).toHaveLength(2);
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('ready');
    expect(phone.state.error).toBeUndefined();
  });

  it('waits as long as Retry-After says, however impatient the user is', async () => {
    server.failNext(error('rate_limited', { retryAfter: 20 }), /signings/);
    phone.core.open();
    await later(5000);
    expect(phone.phase).toBe('server_error');
    phone.core.refresh();
    await later(10_000);
    expect(server.calls).toHaveLength(2);
    await later(10_000);
    expect(phone.phase).toBe('ready');
  });

  it('asks nothing in the background when the app is hidden during that wait', async () => {
    server.failNext(error('rate_limited', { retryAfter: 20 }), /login/);
    phone.core.open();
    await later(1000);
    phone.core.refresh();
    await later(1000);
    phone.hide();
    await later(60_000);
    expect(phone.logins).toBe(1);
    phone.show();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  it('waits no longer than Retry-After says, though the clock of the phone is set back', async () => {
    server.failNext(error('rate_limited', { retryAfter: 20 }), /signings/);
    phone.core.open();
    await later(1000);
    jest.setSystemTime(Date.now() - 3_600_000);
    phone.core.refresh();
    await later(21_000);
    expect(phone.phase).toBe('ready');
  });

  it('has no text of its own for an answer that is not from the server', async () => {
    server.failNext({ status: 502, body: '<html>' }, /signings/);
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'server', message: '' } });
  });

  it.each([199, 300, 304, 400])('takes %i for a failure, whatever comes with it', async (status) => {
    server.failNext({ status, body: {} }, /signings/);
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'server', message: '' } });
  });

  it.each([{ 'Retry-After': '20' }, { 'RETRY-AFTER': 20 }])('reads %j', async (header) => {
    server.failNext({ ...error('rate_limited'), header: header as Record<string, string> }, /signings/);
    phone.core.open();
    await later(19_000);
    expect(phone.phase).toBe('server_error');
    await later(2000);
    expect(phone.phase).toBe('ready');
  });

  it.each(['0', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT', ''])(
    'waits for no «%s», and tries again only when asked',
    async (retryAfter) => {
      server.failNext(
        { ...error('rate_limited'), header: { 'content-length': '5', 'retry-after': retryAfter, age: '7' } },
        /signings/,
      );
      phone.core.open();
      await later(60_000);
      expect(phone.phase).toBe('server_error');
      phone.core.refresh();
      await later(500);
      expect(phone.phase).toBe('ready');
    },
  );

  it('takes a page that a Wi-Fi network answers with for no network', async () => {
    server.failNext({ status: 200, body: '<html>' }, /login/);
    phone.core.open();
    await later(500);
    expect(phone.phase).toBe('offline');
    await later(2000);
    expect(phone.phase).toBe('ready');
  });
});

describe('logging in', () => {
  it('says that it failed, with the text of the server', async () => {
    server.failNext(error('login_blocked'), /login/);
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'login_failed', error: { code: 'login_blocked' } });
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  it('says that wx.login failed', async () => {
    phone.loginFailure = 'login:fail system error';
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'login_failed', error: { code: 'login', message: '' } });
    phone.loginFailure = 'login:fail net::ERR_INTERNET_DISCONNECTED';
    phone.core.refresh();
    await later(500);
    expect(phone.phase).toBe('offline');
  });

  it.each([
    'login:fail',
    'login:fail ',
    'login:fail: ',
    'login:fail:The request timed out.',
    'login:fail Timeout',
    'login:fail interrupted',
    'login:fail abort',
    'login:fail net::ERR_FAILED',
    'login:fail 网关错误',
    'login:fail 请求超时',
    'login:fail 似乎已断开与互联网的连接。',
  ])('takes «%s» for no network, and goes on by itself', async (errMsg) => {
    phone.loginFailure = errMsg;
    phone.core.open();
    await later(500);
    expect(phone.phase).toBe('offline');
    phone.loginFailure = undefined;
    await later(3000);
    expect(phone.phase).toBe('ready');
  });

  it.each(['login:fail system error', 'login:fail: 系统错误', 'login:failed'])(
    'takes «%s» for a failure of the login',
    async (errMsg) => {
      phone.loginFailure = errMsg;
      phone.core.open();
      await later(500);
      expect(phone.phase).toBe('login_failed');
    },
  );

  it('takes another code for one that was used', async () => {
    server.failNext(error('invalid_code'), /login/);
    phone.core.open();
    await later(1000);
    expect(phone.phase).toBe('ready');
    expect(phone.logins).toBe(2);
  });

  it('is done once for all callers', async () => {
    phone.core.open();
    await Promise.all([phone.core.listContracts(), phone.core.listContracts(), later(1000)]);
    expect(phone.logins).toBe(1);
  });

  it('is done once more, for all callers, when the token has run out, and each call is repeated once', async () => {
    phone.core.open();
    await later(1000);
    server.forgetTokens();
    server.calls = [];
    const lists = [phone.core.listContracts(), phone.core.listContracts(), phone.core.listContracts()];
    await later(1000);
    expect(await Promise.all(lists)).toEqual([[], [], []]);
    expect(phone.logins).toBe(2);
    expect(server.log.filter((call) => call === 'GET /api/contracts')).toHaveLength(6);
  });

  it('is not done again for a call whose refusal comes late', async () => {
    await later(1000);
    server.forgetTokens();
    phone.latencyMs = 2000;
    const slow = phone.core.listContracts();
    phone.latencyMs = 50;
    const fast = phone.core.listContracts();
    await later(5000);
    expect(await Promise.all([slow, fast])).toEqual([[], []]);
    expect(phone.logins).toBe(2);
  });

  it('is waited for, as any call, for ten seconds', async () => {
    phone.latencyMs = 9500;
    phone.start().core.open();
    await later(30_000);
    expect(phone.phase).toBe('ready');
    expect(phone.aborted).toEqual([]);
  });

  it('is not repeated for ever when the server takes no token', async () => {
    server.faults.push(({ path }) => (path === '/api/signings' ? error('unauthorized') : undefined));
    phone.core.open();
    await later(60_000);
    expect(phone.phase).toBe('login_failed');
    expect(phone.logins).toBe(2);
  });

  it('is done again when the app asks to forget the user, and shows the same again', async () => {
    phone.core.open();
    await later(1000);
    phone.core.forgetUser();
    expect(phone.phase).toBe('loading');
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c1' } });
    expect(phone.logins).toBe(2);
  });

  it('survives a callback that WeChat lost', async () => {
    phone.losesCallbacks = true;
    phone.start().core.open();
    await later(5000);
    phone.losesCallbacks = false;
    await later(20_000);
    expect(phone.phase).toBe('ready');
  });
});

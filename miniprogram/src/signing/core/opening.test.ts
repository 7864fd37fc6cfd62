import { FakePhone, later, recent } from '../../../test/fake-phone';
import { error, FakeServer } from '../../../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
});
afterEach(() => expect(phone.violations).toEqual([]));

it('costs one login and one call when nothing is pending', async () => {
  expect(phone.phase).toBe('loading');
  phone.core.open();
  await later(60_000);
  expect(phone.phase).toBe('ready');
  expect(server.log).toEqual(['POST /api/login', 'POST /api/signings']);
  expect(phone.state).toMatchObject({ busy: false, slow: false, signing: { displayAccount: '微信用户' } });
});

it('does nothing at launch when nothing is pending', async () => {
  await later(60_000);
  expect(phone.logins).toBe(0);
});

it('sends the name, the merchant and the language that it was given', async () => {
  phone = new FakePhone(server, {
    core: { contractDisplayAccount: '张三', login: { subMchid: '1900000109' }, language: () => 'en' },
  }).start();
  phone.core.open();
  await later(1000);
  expect(server.calls.map(({ body, header }) => [body, header['Accept-Language']])).toEqual([
    [{ code: 'alice-1', subMchid: '1900000109' }, 'en'],
    [{ contractDisplayAccount: '张三' }, 'en'],
  ]);
});

it('says that the user has signed before, with the contract', async () => {
  phone.core.open();
  await later(1000);
  server.sign();
  phone.start().core.open();
  await later(1000);
  expect(phone.state).toMatchObject({
    phase: 'signed',
    contract: { outContractCode: 'c1', contractId: 'contract-c1' },
  });
});

it('asks again when the page is opened again, and lets go of what was signed and ended', async () => {
  phone.core.open();
  await later(1000);
  server.sign();
  phone.start().core.open();
  await later(1000);
  phone.core.close();
  server.terminateByWechat();
  phone.core.open();
  expect(phone.phase).toBe('signed');
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
});

it('does not ask again for what is fresh', async () => {
  phone.core.open();
  await later(1000);
  phone.core.close();
  phone.core.open();
  await later(1000);
  expect(server.calls).toHaveLength(2);
});

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

  it('has no text of its own for an answer that is not from the server', async () => {
    server.failNext({ status: 502, body: '<html>' }, /signings/);
    phone.core.open();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'server', message: '' } });
  });

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

  it('is not repeated for ever when the server takes no token', async () => {
    server.faults.push(({ path }) => (path === '/api/signings' ? error('unauthorized') : undefined));
    phone.core.open();
    await later(60_000);
    expect(phone.phase).toBe('login_failed');
    expect(phone.logins).toBe(2);
  });

  it('survives a callback that WeChat lost', async () => {
    phone.losesCallbacks = true;
    phone.core.open();
    await later(5000);
    phone.losesCallbacks = false;
    await later(20_000);
    expect(phone.phase).toBe('ready');
  });
});

it.each(['browseOnly', 'nativeFunctionalized', 'chatTool'])(
  'cannot jump from %s, and asks the server nothing',
  async (apiCategory) => {
    phone.start({ scene: 1154, apiCategory }).core.open();
    await later(1000);
    expect(phone.phase).toBe('cannot_jump');
    phone.tap();
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('cannot_jump');
    expect(phone.logins).toBe(0);
    expect(phone.jumps).toEqual([]);
    phone.hide();
    phone.show(recent);
    await later(1000);
    expect(phone.phase).toBe('ready');
  },
);

it('works with Taro, whose functions also return promises', async () => {
  phone = new FakePhone(server, { taro: true }).start();
  phone.core.open();
  await later(1000);
  phone.tap();
  phone.cancelJump();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'ready', notice: 'jump_cancelled' });
});

it('tells subscribers of each change, until they leave', async () => {
  const phases: string[] = [];
  const leave = phone.core.subscribe(() => phases.push(phone.phase));
  phone.core.open();
  await later(1000);
  expect(phases).toEqual(['ready']);
  const before = phone.core.getState();
  phone.core.open();
  expect(phone.core.getState()).toBe(before);
  leave();
  phone.tap();
  expect(phases).toEqual(['ready']);
});

import { FakePhone, later } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(async () => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
  phone.core.open();
  await later(1000);
  server.sign();
  phone.start();
  server.calls = [];
});

/** What a promise came to, once it has. */
function watch<T>(promise: Promise<T>) {
  const seen: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => {
      seen.value = value;
    },
    (thrown) => {
      seen.error = thrown;
    },
  );
  return seen;
}

const terminations = () => server.log.filter((call) => call.endsWith('/terminate'));

it('are listed, newest first and page by page', async () => {
  const old = server.addEnded('alice', 25);
  const codes = (seen: { value?: { outContractCode: string }[] }) =>
    seen.value?.map(({ outContractCode }) => outContractCode);
  const newest = watch(phone.core.listContracts());
  const rest = watch(phone.core.listContracts(old[6]));
  await later(1000);
  expect(codes(newest)).toEqual(['c1', ...old.slice(6).reverse()]);
  expect(newest.value?.map(({ status }) => status).slice(0, 2)).toEqual(['signed', 'terminated']);
  expect(codes(rest)).toEqual(old.slice(0, 6).reverse());
});

it('say why they cannot be listed', async () => {
  server.failNext(error('storage_unavailable'), /contracts/);
  const listed = watch(phone.core.listContracts());
  await later(1000);
  expect(listed.error).toMatchObject({
    kind: 'server',
    code: 'storage_unavailable',
    message: 'Storage is not available; try again later',
    requestId: 'request-storage_unavailable',
  });
});

describe('say without the server why they cannot be listed', () => {
  const system = 'login:fail system error';
  const rows: [string, () => unknown, object][] = [
    [
      'no network',
      () => Object.assign(phone, { online: false }),
      { kind: 'network', code: 'network', details: { errMsg: expect.stringContaining('net::') } },
    ],
    [
      'a page of the Wi-Fi network',
      () => server.failNext({ status: 200, body: '<html>' }, /contracts/),
      { kind: 'network', code: 'network', details: { errMsg: 'not JSON' } },
    ],
    [
      'a callback that WeChat lost',
      () => Object.assign(phone, { losesCallbacks: true }),
      { kind: 'network', code: 'network', details: { errMsg: 'aborted' } },
    ],
    [
      'a login that failed',
      () => Object.assign(phone, { loginFailure: system }),
      { kind: 'login', code: 'login', details: { errMsg: system } },
    ],
  ];
  it.each(rows)('%s', async (_, break_, expected) => {
    phone.kill();
    break_();
    phone.start(undefined, { resumes: false });
    const listed = watch(phone.core.listContracts());
    await later(12_000);
    expect(listed.error).toMatchObject({ ...expected, message: '' });
  });
});

it('are listed by any answer that is no failure', async () => {
  server.failNext({ status: 299, body: { contracts: [] } }, /contracts/);
  const listed = watch(phone.core.listContracts());
  await later(1000);
  expect(listed).toEqual({ value: [] });
});

it('are ended, and that is told to subscribers', async () => {
  const seen: boolean[] = [];
  phone.core.subscribe(() => seen.push(phone.core.isTerminating('c1')));
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  expect(phone.core.isTerminating('c1')).toBe(true);
  await later(1000);
  expect(ended.value).toMatchObject({ outContractCode: 'c1', status: 'terminated' });
  expect(server.calls[1]!.body).toEqual({ remark: '不再需要' });
  expect(seen).toEqual([true, false]);
});

it('are no longer shown as signed once they are ended', async () => {
  phone.core.open();
  await later(1000);
  expect(phone.phase).toBe('signed');
  phone.core.terminate('c1', '不再需要');
  await later(1000);
  expect(phone.phase).toBe('terminated');
  phone.core.refresh();
  await later(1000);
  expect(phone.phase).toBe('ready');
});

it('end nothing but themselves', async () => {
  server.terminateByWechat();
  phone.core.open();
  await later(1000);
  server.sign('c2');
  phone.core.refresh();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'signed', contract: { outContractCode: 'c2' } });
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(1000);
  expect(ended.value).toMatchObject({ outContractCode: 'c1', status: 'terminated' });
  expect(phone.state).toMatchObject({ phase: 'signed', contract: { outContractCode: 'c2' } });
});

it('are found to be ended however many there are', async () => {
  const old = server.addEnded('alice', 25);
  server.sign('c1');
  server.failNext(error('wechatpay_unavailable'), /terminate/);
  const ended = watch(phone.core.terminate(old[1]!, '不再需要'));
  await later(20_000);
  expect(ended.value).toMatchObject({ outContractCode: old[1], status: 'terminated' });
  expect(terminations()).toHaveLength(1);
});

it('are ended once, however often it is asked for', async () => {
  const both = [watch(phone.core.terminate('c1', 'a')), watch(phone.core.terminate('c1', 'b'))];
  await later(1000);
  expect(both).toMatchObject([{ value: { status: 'terminated' } }, { value: { status: 'terminated' } }]);
  expect(terminations()).toHaveLength(1);
});

it.each(['wechatpay_unavailable', 'wechatpay_timeout', 'wechatpay_unverified'] as const)(
  'are asked about while the outcome is unclear: %s',
  async (code) => {
    server.failNext(error(code), /terminate/);
    const ended = watch(phone.core.terminate('c1', '不再需要'));
    await later(20_000);
    expect(ended).toEqual({});
    expect(phone.core.isTerminating('c1')).toBe(true);
    expect(terminations()).toHaveLength(1);
    const asked = server.log.filter((call) => call === 'GET /api/contracts').length;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(6);
    server.terminateByWechat();
    await later(20_000);
    expect(ended.value).toMatchObject({ status: 'terminated' });
    expect(phone.core.isTerminating('c1')).toBe(false);
  },
);

it('are asked to be ended again after a minute of doubt', async () => {
  server.failNext(error('wechatpay_unavailable'), /terminate/);
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(80_000);
  expect(terminations()).toHaveLength(2);
  expect(ended.value).toMatchObject({ status: 'terminated' });
});

it('are asked to be ended again after a minute of doubt, though the clock of the phone was set back', async () => {
  server.failNext(error('wechatpay_unavailable'), /terminate/);
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(1000);
  jest.setSystemTime(Date.now() - 3_600_000);
  await later(80_000);
  expect(ended.value).toMatchObject({ status: 'terminated' });
});

it('wait for as long as the server says before they are asked to be ended again', async () => {
  server.failNext(error('rate_limited', { retryAfter: 30 }), /terminate/);
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(29_000);
  expect(terminations()).toHaveLength(1);
  await later(2000);
  expect(ended.value).toMatchObject({ status: 'terminated' });
});

it('are still to be ended after a login that the server refused: that goes on with the next list', async () => {
  server.failNext(error('login_blocked'), /login/);
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(1000);
  expect(ended.error).toMatchObject({ kind: 'login', code: 'login_blocked' });
  expect(phone.core.isTerminating('c1')).toBe(false);
  expect(phone.stored()).toMatchObject({ terminating: { c1: '不再需要' } });
  watch(phone.core.listContracts());
  await later(1000);
  expect(server.calls.filter(({ path }) => path.endsWith('/terminate')).map(({ body }) => body)).toEqual([
    { remark: '不再需要' },
  ]);
  expect(phone.stored()).toMatchObject({ terminating: {} });
});

it.each(['storage_unavailable', 'rate_limited', 'internal'] as const)(
  'are asked to be ended again soon when it was our server that could not: %s',
  async (code) => {
    server.failNext(error(code), /terminate/);
    const ended = watch(phone.core.terminate('c1', '不再需要'));
    await later(20_000);
    expect(ended.value).toMatchObject({ status: 'terminated' });
    expect(terminations()).toHaveLength(2);
  },
);

it('are asked to be ended again when the call may not have arrived', async () => {
  phone.online = false;
  const ended = watch(phone.core.terminate('c1', '不再需要'));
  await later(20_000);
  expect(ended).toEqual({});
  phone.online = true;
  await later(20_000);
  expect(ended.value).toMatchObject({ status: 'terminated' });
});

it.each(['wechatpay_refused', 'not_signed', 'not_found', 'invalid_request'] as const)(
  'are left alone when that is refused: %s',
  async (code) => {
    server.failNext(error(code), /terminate/);
    const ended = watch(phone.core.terminate('c1', '不再需要'));
    await later(60_000);
    expect(ended.error).toMatchObject({ kind: 'server', code });
    expect(phone.core.isTerminating('c1')).toBe(false);
    watch(phone.core.listContracts());
    await later(1000);
    expect(terminations()).toHaveLength(1);
  },
);

describe('after a kill', () => {
  beforeEach(async () => {
    phone.online = false;
    watch(phone.core.terminate('c1', '不再需要'));
    await later(1000);
    phone.online = true;
    server.calls = [];
    phone.start();
  });

  it('are still being ended, which goes on with the list', async () => {
    expect(phone.core.isTerminating('c1')).toBe(true);
    watch(phone.core.listContracts());
    await later(1000);
    expect(server.calls.find(({ path }) => path.endsWith('/terminate'))?.body).toEqual({
      remark: '不再需要',
    });
    expect(phone.core.isTerminating('c1')).toBe(false);
  });

  it('are dropped when they are of another user', async () => {
    phone.user = 'bob';
    const listed = watch(phone.core.listContracts());
    await later(1000);
    expect(listed.value).toEqual([]);
    expect(phone.core.isTerminating('c1')).toBe(false);
  });

  it('are still being ended after a login that failed', async () => {
    phone.loginFailure = 'login:fail system error';
    const ended = watch(phone.core.terminate('c1', '不再需要'));
    await later(1000);
    phone.loginFailure = undefined;
    await later(20_000);
    expect(ended.value).toMatchObject({ status: 'terminated' });
  });
});

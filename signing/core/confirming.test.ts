import { back, FakePhone, later } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(async () => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
  phone.core.open();
  await later(1000);
  phone.tap();
  phone.confirmJump();
  await later(3000);
});
afterEach(() => expect(phone.violations).toEqual([]));

const polls = () => server.calls.filter(({ query }) => query.wait !== undefined);

async function comeBack(extraData?: object) {
  phone.show(back(extraData));
  await later(500);
  expect(phone.phase).toBe('confirming');
}

it('never believes the client that it was signed', async () => {
  await comeBack({ return_code: 'SUCCESS' });
  await later(600_000);
  expect(phone.phase).toBe('confirming');
});

it('asks with one long poll after another', async () => {
  await comeBack();
  await later(99_000);
  expect(polls()).toHaveLength(4);
});

it('aborts the poll when the app is hidden, and asks no more until it is shown', async () => {
  await comeBack();
  phone.hide();
  expect(phone.aborted).toEqual([expect.stringMatching(/^GET .*wait=25/)]);
  const before = server.calls.length;
  await later(300_000);
  expect(server.calls).toHaveLength(before);
  phone.show();
  await later(1000);
  expect(server.log.slice(before)).toEqual(['POST /api/signings/…/return', 'GET /api/signings/…']);
});

it('aborts the poll of a return on another page, too', async () => {
  phone.start(back());
  await later(1000);
  expect(polls()).toHaveLength(1);
  phone.hide('other');
  expect(phone.aborted).toHaveLength(1);
  await later(300_000);
  expect(polls()).toHaveLength(1);
});

it('stops asking when the page is closed, and goes on when it is opened', async () => {
  await comeBack();
  phone.core.close();
  await later(60_000);
  expect(polls()).toHaveLength(1);
  phone.core.open();
  server.sign();
  await later(500);
  expect(phone.phase).toBe('signed');
});

it('tries again in silence when the network or the server fails', async () => {
  await comeBack();
  phone.online = false;
  await later(40_000);
  expect(phone.phase).toBe('confirming');
  phone.online = true;
  server.failNext({ status: 502, body: 'bad gateway' });
  server.failNext(error('storage_unavailable'));
  await later(60_000);
  expect(phone.phase).toBe('confirming');
  server.sign();
  await later(500);
  expect(phone.phase).toBe('signed');
});

it('logs in again in mid-poll', async () => {
  await comeBack();
  server.forgetTokens();
  await later(30_000);
  server.sign();
  await later(500);
  expect(phone.phase).toBe('signed');
  expect(phone.logins).toBe(2);
});

it('does not run wild when the server does not wait', async () => {
  server.faults.push((call) => {
    call.query.wait = '0';
    return undefined;
  });
  await comeBack();
  await later(10_000);
  expect(polls().length).toBeLessThan(15);
});

it('asks once a second at most while the version changes and the status does not', async () => {
  server.restless = true;
  await comeBack();
  phone.latencyMs = 400;
  await later(2000);
  const before = polls().length;
  await later(10_000);
  expect(polls().length - before).toBe(10);
  server.sign();
  await later(2000);
  expect(phone.phase).toBe('signed');
});

it('asks once a second at most, too, while the user goes to and fro', async () => {
  await comeBack();
  const times: number[] = [];
  server.faults.push(({ query }) => void (query.wait !== undefined && times.push(Date.now())));
  for (let i = 0; i < 40; i++) {
    phone.hide();
    await later(100);
    phone.show();
    await later(300);
  }
  await later(5000);
  expect(times.length).toBeGreaterThan(4);
  for (const [i, at] of times.slice(1).entries()) expect(at - times[i]!).toBeGreaterThanOrEqual(1000);
});

it('asks on when the clock of the phone is set back', async () => {
  await comeBack();
  expect(polls()).toHaveLength(1);
  jest.setSystemTime(Date.now() - 3_600_000);
  await later(60_000);
  expect(polls()).toHaveLength(3);
  server.sign();
  await later(1000);
  expect(phone.phase).toBe('signed');
});

it('asks again at once when the status has changed', async () => {
  await comeBack();
  const before = polls().length;
  while (polls().length === before) await later(50);
  server.launchElsewhere();
  await later(200);
  expect(phone.phase).toBe('signing');
  expect(polls()).toHaveLength(before + 2);
});

it('shows at once what came without a change of status', async () => {
  await comeBack();
  server.launchElsewhere();
  await later(200);
  const { seq } = phone.state.signing!;
  server.launchElsewhere();
  await later(200);
  expect(phone.state).toMatchObject({ phase: 'signing', signing: { seq: seq + 1 } });
});

it('shows an error that will not pass, and keeps the jump', async () => {
  await comeBack();
  server.failNext(error('forbidden'));
  await later(30_000);
  expect(phone.state).toMatchObject({ phase: 'server_error', error: { code: 'forbidden' } });
  expect(phone.stored()).toMatchObject({ jump: { seq: 1 } });
  phone.core.refresh();
  await later(500);
  expect(phone.phase).toBe('confirming');
});

describe('not signed', () => {
  it.each([undefined, {}, { return_code: 'FAIL' }])(
    'is shown as soon as the server says so, after %j',
    async (data) => {
      await comeBack(data);
      await later(5000);
      server.findNoContract();
      await later(200);
      expect(phone.state).toMatchObject({ phase: 'not_signed', busy: false });
    },
  );

  it('is not shown within 60 s of a return that claims success', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    server.findNoContract();
    await later(59_000);
    expect(phone.phase).toBe('confirming');
    await later(1000);
    expect(phone.phase).toBe('not_signed');
  });

  it('is not shown sooner because the app was killed after a return that claims success', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    server.findNoContract();
    phone.start(back({ return_code: 'SUCCESS' })).core.open();
    await later(50_000);
    server.findNoContract();
    await later(5_000);
    expect(phone.phase).toBe('confirming');
    await later(15_000);
    expect(phone.phase).toBe('not_signed');
  });

  it('is not shown sooner because the app was hidden and shown', async () => {
    await comeBack({ return_code: 'SUCCESS' });
    server.findNoContract();
    await later(20_000);
    phone.hide();
    phone.show();
    await later(20_000);
    expect(phone.phase).toBe('confirming');
  });

  it('changes by itself when WeChat Pay says signed later', async () => {
    await comeBack();
    server.findNoContract();
    await later(20_000);
    expect(phone.phase).toBe('not_signed');
    server.sign();
    await later(11_000);
    expect(phone.phase).toBe('signed');
  });

  it('is asked about slowly, and not at all when the page is closed', async () => {
    await comeBack();
    server.findNoContract();
    await later(20_000);
    const before = polls().length;
    await later(350_000);
    expect(polls().length - before).toBeLessThanOrEqual(11);
    phone.core.close();
    const closed = polls().length;
    await later(350_000);
    expect(polls()).toHaveLength(closed);
  });

  it('is the same signing to try again with', async () => {
    await comeBack();
    server.findNoContract();
    await later(20_000);
    phone.tap();
    phone.confirmJump();
    await later(1000);
    phone.show(back());
    await later(500);
    expect(server.returns().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(phone.phase).toBe('confirming');
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
  });

  it('is gone on with after a jump that was cancelled', async () => {
    await comeBack();
    server.findNoContract();
    await later(20_000);
    phone.tap();
    phone.cancelJump();
    expect(phone.state).toMatchObject({ phase: 'not_signed', notice: 'jump_cancelled' });
    server.sign();
    await later(500);
    expect(phone.phase).toBe('signed');
    // It is said beside the button, and there is none any more.
    expect(phone.state.notice).toBeUndefined();
  });

  it('is forgotten when the user has signed elsewhere', async () => {
    await comeBack();
    server.findNoContract();
    await later(7_200_000);
    server.sign();
    phone.core.close();
    phone.tap();
    await later(1000);
    expect(phone.phase).toBe('signed');
  });
});

describe('slow', () => {
  it('is said after 90 s in the foreground', async () => {
    await comeBack();
    await later(89_000);
    expect(phone.state.slow).toBe(false);
    await later(2000);
    expect(phone.state).toMatchObject({ phase: 'confirming', slow: true });
  });

  it('counts only time in the foreground', async () => {
    await comeBack();
    await later(40_000);
    phone.hide();
    await later(600_000);
    phone.show();
    await later(45_000);
    expect(phone.state.slow).toBe(false);
    await later(6000);
    expect(phone.state.slow).toBe(true);
  });

  it('lets the user ask again, which makes the server ask WeChat Pay again', async () => {
    await comeBack();
    await later(91_000);
    phone.core.refresh();
    expect(phone.state).toMatchObject({ phase: 'confirming', slow: true, busy: true });
    await later(500);
    expect(phone.state).toMatchObject({ phase: 'confirming', slow: true, busy: false });
    expect(server.returns().map(({ seq }) => seq)).toEqual([1, 1]);
  });

  it('says that there is no network only when the user asks', async () => {
    await comeBack();
    await later(91_000);
    phone.online = false;
    await later(40_000);
    expect(phone.phase).toBe('confirming');
    phone.core.refresh();
    await later(500);
    expect(phone.phase).toBe('offline');
    phone.online = true;
    await later(20_000);
    expect(phone.state).toMatchObject({ phase: 'confirming', slow: true });
  });

  it('is over with the answer, and starts anew with the next jump', async () => {
    await comeBack();
    await later(91_000);
    server.findNoContract();
    await later(500);
    expect(phone.state).toMatchObject({ phase: 'not_signed', slow: false });
    phone.tap();
    phone.confirmJump();
    await later(1000);
    phone.show(back());
    await later(60_000);
    expect(phone.state).toMatchObject({ phase: 'confirming', slow: false });
  });
});

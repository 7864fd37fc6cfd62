import { back, FakePhone, later } from '../test/fake-phone';
import { FakeServer } from '../test/fake-server';

const MINUTE = 60_000;

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

describe('when what there is to jump with is not fresh', () => {
  it('fetches it and asks for another tap; it never jumps after waiting', async () => {
    await openPage();
    await later(116 * MINUTE);
    phone.tap();
    expect(phone.state).toMatchObject({ phase: 'ready', busy: true });
    await later(1000);
    expect(phone.jumps).toEqual([]);
    expect(phone.state).toMatchObject({
      phase: 'tap_again',
      busy: false,
      signing: { outContractCode: 'c2' },
    });
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('is fresh until 5 minutes are left', async () => {
    await openPage();
    await later(114 * MINUTE);
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('is fresh until half is left of a shortened lifetime', async () => {
    server.lifetimeMs = 40_000;
    await openPage();
    await later(18_000);
    phone.tap();
    phone.cancelJump();
    await later(2000);
    phone.tap();
    await later(1000);
    expect(phone.jumps).toHaveLength(1);
    expect(phone.phase).toBe('tap_again');
    phone.tap();
    expect(phone.jumps).toHaveLength(2);
  });

  it.each([
    ['behind', 3_600_000],
    ['ahead', -86_400_000],
  ])('does not care when the clock of the phone is %s', async (_, aheadMs) => {
    server.clockAheadMs = aheadMs;
    await openPage();
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });

  it('fetches again when the clock of the phone was set back', async () => {
    await openPage();
    jest.setSystemTime(Date.now() - MINUTE);
    phone.tap();
    expect(phone.jumps).toEqual([]);
  });

  it('fetches once for an impatient user', async () => {
    await openPage();
    await later(116 * MINUTE);
    phone.tap();
    phone.tap();
    phone.tap();
    await later(1000);
    expect(server.log.filter((call) => call === 'POST /api/signings')).toHaveLength(2);
  });

  it('says that there is no network when the user waits for it', async () => {
    await openPage();
    await later(116 * MINUTE);
    phone.online = false;
    phone.tap();
    await later(1000);
    expect(phone.phase).toBe('offline');
    phone.online = true;
    await later(20_000);
    expect(phone.phase).toBe('tap_again');
    expect(phone.jumps).toEqual([]);
  });

  it('asks for no other tap of who has just come back', async () => {
    await openPage();
    phone.tap();
    phone.confirmJump();
    await later(3000);
    jest.setSystemTime(Date.now() + 118 * MINUTE);
    phone.online = false;
    phone.show(back());
    await later(1000);
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('offline');
    phone.tap();
    phone.online = true;
    await later(20_000);
    server.findNoContract();
    await later(1000);
    expect(phone.phase).toBe('not_signed');
  });

  it('fetches again for a signing that expired', async () => {
    await openPage();
    phone.tap();
    phone.confirmJump();
    await later(1000);
    server.expire();
    phone.show(back());
    await later(1000);
    expect(phone.phase).toBe('expired');
    expect(phone.stored()).toMatchObject({ jump: null });
    phone.tap();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'tap_again', signing: { outContractCode: 'c2' } });
  });
});

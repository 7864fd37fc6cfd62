import type { Contract } from '@contract-kit/shared';
import fc from 'fast-check';
import { back, FakePhone, later, recent } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';
import type { SigningState } from './types';

/** The merchant's own mini-program and back end, which know who is logged in there. */
class TheirLogin {
  user: string | undefined = 'alice';
  asked = 0;
  latencyMs = 50;
  /** Instead of a good answer. */
  answers: (() => unknown) | undefined;
  private asking = 0;
  mostAtOnce = 0;

  constructor(private readonly server: FakeServer) {}

  authorization = (): Promise<string> => {
    this.asked++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.asking);
    const { user } = this;
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        this.asking--;
        if (this.answers) resolve(new Promise((settle) => settle(this.answers!() as string)));
        else if (user) resolve(this.server.issue(user));
        else reject(new Error('nobody is logged in'));
      }, this.latencyMs);
    });
  };
}

let server: FakeServer;
let their: TheirLogin;
let phone: FakePhone;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  their = new TheirLogin(server);
  phone = new FakePhone(server, { core: { authorization: their.authorization } });
});

afterEach(() => {
  expect(phone.violations).toEqual([]);
  expect(phone.logins).toBe(0);
  expect(server.log).not.toContain('POST /api/login');
});

/** At the signing page, which shows what it can. */
async function openPage(): Promise<void> {
  phone.core.open();
  await later(1000);
}

/** Alice at the signing page, who has signed. */
async function signed(): Promise<void> {
  phone.start();
  await openPage();
  server.sign();
  phone.start();
  await openPage();
  expect(phone.state).toMatchObject({ phase: 'signed', contract: { outContractCode: 'c1' } });
}

/** Alice in the signing mini-program. */
async function jumped(): Promise<void> {
  phone.start();
  await openPage();
  phone.tap();
  phone.confirmJump();
  await later(3000);
}

/** What comes of it, with time for it to come. */
const settled = async <T>(promise: Promise<T>): Promise<T> => (await Promise.all([promise, later(1000)]))[0];

/** Every state from now on. */
function watch(): SigningState[] {
  const seen = [phone.state];
  phone.core.subscribe(() => seen.push(phone.state));
  return seen;
}

const bearers = () => server.calls.map(({ header }) => header.Authorization?.slice(7, 12));

/** Nothing of what is somebody else's. */
const nothingOf = (user: string, seen: SigningState[]) => {
  const codes = seen.flatMap(({ signing, contract }) => [signing, contract]).flatMap((each) => each ?? []);
  expect(codes.map(({ outContractCode }) => server.userOf(outContractCode))).not.toContain(user);
};

describe('authorization', () => {
  it('is asked at the launch, once, and saves the page its wait', async () => {
    phone.start();
    await later(60_000);
    expect(their.asked).toBe(1);
    expect(server.log).toEqual([]);
    phone.core.open();
    await later(51);
    expect(phone.phase).toBe('ready');
    expect(server.log).toEqual(['POST /api/signings']);
    expect(bearers()).toEqual(['alice']);
  });

  it('is asked when the page opens if the app does nothing at its launch', async () => {
    phone.start(undefined, { resumes: false });
    await later(60_000);
    expect(their.asked).toBe(0);
    await openPage();
    expect([phone.phase, their.asked]).toEqual(['ready', 1]);
  });

  it('may give the token at once', async () => {
    const authorization = jest.fn(() => server.issue('alice'));
    phone = new FakePhone(server, { core: { authorization } }).start();
    await openPage();
    expect(phone.phase).toBe('ready');
    expect(authorization).toHaveBeenCalledTimes(1);
  });

  it('is asked no more while the token is good, which is kept in memory only', async () => {
    phone.start();
    await openPage();
    for (let i = 0; i < 5; i++) {
      phone.core.resumePendingSigning();
      phone.hide();
      await later(3_600_000);
      phone.show();
      await later(1000);
    }
    expect(their.asked).toBe(1);
    expect([...phone.storage.values()].join()).not.toContain(server.calls[0]!.header.Authorization!.slice(7));
    phone.start();
    await later(1000);
    expect(their.asked).toBe(2);
  });

  it('is asked once for all callers', async () => {
    phone.start().core.open();
    await Promise.all([phone.core.listContracts(), phone.core.listContracts(), later(1000)]);
    expect(their.asked).toBe(1);
  });

  it('is asked again after a 401, once for all callers, and each call is repeated with the new token', async () => {
    phone.start();
    await openPage();
    server.forgetTokens();
    server.calls = [];
    const lists = [phone.core.listContracts(), phone.core.listContracts(), phone.core.listContracts()];
    await later(1000);
    expect(await Promise.all(lists)).toEqual([[], [], []]);
    expect([their.asked, their.mostAtOnce]).toEqual([2, 1]);
    const tokens = server.calls
      .filter(({ path }) => path === '/api/contracts')
      .map(({ header }) => header.Authorization);
    expect(tokens).toHaveLength(6);
    expect(new Set(tokens.slice(3)).size).toBe(1);
    expect(tokens.slice(0, 3)).not.toContain(tokens[3]);
  });

  it('is asked once more, and not for ever, when the server takes no token', async () => {
    server.faults.push(() => error('unauthorized'));
    phone.start();
    await openPage();
    await later(600_000);
    expect(phone.state).toMatchObject({
      phase: 'login_failed',
      error: { code: 'unauthorized' },
      busy: false,
    });
    expect([their.asked, server.calls.length]).toEqual([2, 2]);
    phone.core.refresh();
    await later(600_000);
    expect(their.asked).toBe(4);
    server.faults = [];
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  it('is not asked for ever when each token that the server refuses is another user’s', async () => {
    server.faults.push(() => error('unauthorized'));
    their.answers = () => server.issue(`user-${their.asked}`);
    phone.start();
    await openPage();
    await later(600_000);
    expect(phone.phase).toBe('login_failed');
    expect([their.asked, server.calls.length]).toEqual([2, 2]);
  });

  it.each([
    ['nothing', ''],
    ['undefined', undefined],
    ['null', null],
    ['their own session', 'JSESSIONID=5f0c'],
    ['the answer of POST /service/tokens', { token: 'x'.repeat(65), expiresIn: 604_800 }],
    ['a header', `Bearer ${'x'.repeat(65)}`],
    ['two lines', `${'x'.repeat(65)}\n`],
    ['a token in another alphabet', '口'.repeat(65)],
    ['a number', 42],
  ])('that gives %s fails once, and says what it has to give', async (_, nonsense) => {
    their.answers = () => nonsense;
    phone.start();
    await openPage();
    await later(600_000);
    expect(phone.state).toMatchObject({
      phase: 'login_failed',
      busy: false,
      error: { code: 'login', message: '' },
    });
    expect(phone.state.error!.details!.errMsg).toContain('POST /service/tokens');
    expect(server.log).toEqual([]);
    expect(their.asked).toBe(1);
    const failed = phone.core.listContracts().catch((failure) => failure);
    expect(await settled(failed)).toMatchObject({ kind: 'login', status: 401 });
    their.answers = undefined;
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('ready');
  });

  const nobody = (): never => {
    throw new Error('please log in');
  };
  it.each([
    ['throws', nobody, 'please log in'],
    ['rejects', async () => nobody(), 'please log in'],
    ['rejects as wx does', () => Promise.reject({ errMsg: 'login:fail no user' }), 'login:fail no user'],
    ['rejects with nothing', () => Promise.reject(), 'undefined'],
  ])('that %s fails once, and says why', async (_, authorization, reason) => {
    const asked = jest.fn(authorization);
    phone = new FakePhone(server, { core: { authorization: asked } }).start();
    await openPage();
    await later(600_000);
    expect(phone.state).toMatchObject({ phase: 'login_failed', error: { code: 'login' } });
    expect(phone.state.error!.details!.errMsg).toContain(reason);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('that has no network is asked again by itself until there is one', async () => {
    their.answers = () => Promise.reject({ errMsg: 'request:fail timeout' });
    phone.start();
    await openPage();
    expect(phone.phase).toBe('offline');
    await later(30_000);
    expect(their.asked).toBeLessThan(8);
    their.answers = undefined;
    await later(20_000);
    expect(phone.phase).toBe('ready');
    expect(their.mostAtOnce).toBe(1);
  });

  it('that hangs is waited for as any call, and its late answer is not used', async () => {
    their.latencyMs = 30_000;
    phone.start();
    await openPage();
    await later(9_000);
    expect(phone.phase).toBe('loading');
    await later(2_000);
    expect(phone.phase).toBe('offline');
    their.latencyMs = 50;
    await later(20_000);
    expect(phone.phase).toBe('ready');
    const used = server.calls.length;
    await later(60_000);
    await settled(phone.core.listContracts());
    expect(server.calls.slice(used)[0]!.header).toEqual(server.calls[0]!.header);
  });

  it('may give a token that is not the server’s own', async () => {
    const tokens = ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.x_-w', 'dG9r+ZW4/~=='];
    for (const token of tokens) server.use(token, 'alice');
    phone = new FakePhone(server, { core: { authorization: () => tokens.shift()! } });
    await jumped();
    phone.start(back());
    await openPage();
    expect(phone.phase).toBe('confirming');
    expect(server.returns()).toHaveLength(1);
  });

  it('may take just less than ten seconds', async () => {
    their.latencyMs = 9_900;
    phone.start();
    await openPage();
    await later(10_000);
    expect([phone.phase, their.asked]).toEqual(['ready', 1]);
  });
});

describe('the same user', () => {
  it('is back with another token after the app was killed: the return is reported, and followed', async () => {
    await jumped();
    phone.start(back({ return_code: 'SUCCESS' }));
    await openPage();
    expect(server.returns()).toMatchObject([{ seq: 1, extraData: { return_code: 'SUCCESS' } }]);
    expect(phone.phase).toBe('confirming');
    server.sign();
    await later(1000);
    expect(phone.phase).toBe('signed');
  });

  it('waits on when the token runs out in mid-poll', async () => {
    await jumped();
    phone.show(back());
    await later(1000);
    server.forgetTokens();
    await later(30_000);
    expect(phone.phase).toBe('confirming');
    server.sign();
    await later(1000);
    expect(phone.phase).toBe('signed');
    expect(their.asked).toBe(2);
    expect(phone.stored()).toMatchObject({ jump: null });
  });

  it('keeps a return that their back end was too busy for', async () => {
    await jumped();
    their.answers = () => Promise.reject(new Error('HTTP 500'));
    phone.start(back());
    await openPage();
    expect(phone.phase).toBe('login_failed');
    their.answers = undefined;
    phone.core.refresh();
    await later(1000);
    expect(server.returns()).toMatchObject([{ seq: 1 }]);
    expect(phone.phase).toBe('confirming');
  });

  it('ends a contract though the token runs out meanwhile', async () => {
    await signed();
    server.forgetTokens();
    const ended = phone.core.terminate('c1', '不再需要');
    await later(1000);
    expect(await ended).toMatchObject({ outContractCode: 'c1', status: 'terminated' });
  });
});

describe('another user', () => {
  /** Bob logs in where alice was. */
  function bobLogsIn(): void {
    their.user = 'bob';
    phone.core.forgetUser();
  }

  it('is shown nothing of the one before, not for a moment', async () => {
    await signed();
    bobLogsIn();
    expect(phone.phase).toBe('loading');
    const seen = watch();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
    nothingOf('alice', seen);
    expect(await settled(phone.core.listContracts())).toEqual([]);
  });

  it('is asked for at once only while the page is shown', async () => {
    await signed();
    phone.core.close();
    const before = server.calls.length;
    bobLogsIn();
    await later(60_000);
    expect([their.asked, server.calls.length]).toEqual([2, before]);
    expect(phone.phase).toBe('loading');
    await openPage();
    expect([their.asked, phone.phase]).toEqual([3, 'ready']);
  });

  it('has nothing to do with a jump that was pending', async () => {
    await jumped();
    their.user = 'bob';
    phone.show(back({ return_code: 'SUCCESS' }));
    phone.core.forgetUser();
    const seen = watch();
    await later(60_000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
    expect(seen.map(({ phase }) => phase)).not.toContain('confirming');
    nothingOf('alice', seen);
    expect(phone.stored()).toMatchObject({ jump: null, reports: [] });
    phone.tap();
    expect(phone.lastJump.extraData).toEqual({ pre_entrustweb_id: 'session-c2' });
  });

  it('does not get the answer to what was asked for the one before', async () => {
    await signed();
    const list = phone.core.listContracts();
    await later(10);
    bobLogsIn();
    await later(1000);
    expect(await list).toEqual([]);
  });

  it('does not get an error either that speaks of the one before', async () => {
    await signed();
    const seen = watch();
    phone.core.close();
    phone.core.open();
    await later(10);
    // The request for a new signing is under way, and will be answered with alice's contract.
    bobLogsIn();
    seen.length = 0;
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
    nothingOf('alice', seen);
  });

  it('is not taken for the one before, for whom a token comes late', async () => {
    their.latencyMs = 3000;
    phone.start();
    phone.core.open();
    await later(1000);
    their.latencyMs = 50;
    bobLogsIn();
    const seen = watch();
    await later(10_000);
    expect(phone.phase).toBe('ready');
    nothingOf('alice', seen);
    await settled(phone.core.listContracts());
    expect(bearers().slice(-1)).toEqual(['bob__']);
    expect(new Set(bearers())).toEqual(new Set(['bob__']));
  });

  it('does not go on with a termination of the one before', async () => {
    await signed();
    server.silent = /terminate$/;
    phone.core.terminate('c1', '不再需要').catch(() => {});
    await later(1000);
    expect(phone.core.isTerminating('c1')).toBe(true);
    bobLogsIn();
    expect(phone.core.isTerminating('c1')).toBe(false);
    server.silent = undefined;
    phone.start();
    await Promise.all([phone.core.listContracts(), later(60_000)]);
    expect(server.statusOf('c1')).toBe('signed');
    expect(phone.stored()).toMatchObject({ terminating: {} });
  });

  it('comes after a kill, without a word of the app: nothing is kept for whoever comes back', async () => {
    await jumped();
    their.user = 'bob';
    phone.start(back({ return_code: 'SUCCESS' }));
    phone.core.open();
    const seen = watch();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
    nothingOf('alice', seen);
    expect(phone.stored()).toMatchObject({ jump: null, reports: [] });
    expect(server.statusOf('c1')).toBe('signing');
  });

  it.each([
    ['another', 'bob', 'ready'],
    ['nobody', undefined, 'login_failed'],
  ])('or nobody: the server refuses the token, and %s is logged in', async (_, user, phase) => {
    await signed();
    phone.core.close();
    server.forgetTokens();
    their.user = user;
    phone.core.open();
    await later(100);
    const seen = watch();
    await later(60_000);
    expect(phone.phase).toBe(phase);
    nothingOf('alice', seen);
  });

  it('is found out by a call of another page, too', async () => {
    await signed();
    server.forgetTokens();
    their.user = 'bob';
    const list = phone.core.listContracts();
    await later(1000);
    expect(await list).toEqual([]);
    expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
  });
});

describe('logging out', () => {
  it('leaves nothing to see, and a login brings it back', async () => {
    await signed();
    their.user = undefined;
    phone.core.forgetUser();
    const seen = watch();
    await later(60_000);
    expect(phone.state).toMatchObject({ phase: 'login_failed', busy: false });
    nothingOf('alice', seen);
    their.user = 'alice';
    phone.core.forgetUser();
    await later(1000);
    expect(phone.state).toMatchObject({ phase: 'signed', contract: { outContractCode: 'c1' } });
  });

  it('asks for nothing in the background, nor without a network', async () => {
    await signed();
    phone.hide();
    their.user = undefined;
    phone.core.forgetUser();
    await later(60_000);
    expect(their.asked).toBe(2);
    phone.online = false;
    their.user = 'alice';
    phone.show();
    await later(1000);
    expect(phone.phase).toBe('offline');
    phone.online = true;
    await later(20_000);
    expect(phone.phase).toBe('signed');
    expect(their.asked).toBe(3);
  });

  it('takes one tap more of whoever was about to sign', async () => {
    phone.start();
    await openPage();
    phone.core.forgetUser();
    phone.tap();
    await later(1000);
    expect(phone.jumps).toEqual([]);
    phone.tap();
    expect(phone.jumps).toHaveLength(1);
  });
});

describe('whatever happens', () => {
  type Event =
    | { name: 'user' | 'kill'; user: 'alice' | 'bob' | undefined }
    | { name: 'wait' | 'latency'; ms: number }
    | {
        name:
          | 'open'
          | 'close'
          | 'tap'
          | 'refresh'
          | 'leave'
          | 'return'
          | 'tokens'
          | 'sign'
          | 'list'
          | 'network';
      };
  const user = fc.constantFrom('alice' as const, 'bob' as const, undefined);
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ name: fc.constantFrom('user' as const, 'kill' as const), user }),
    fc.record({ name: fc.constant('wait' as const), ms: fc.constantFrom(10, 60, 130, 5000, 40_000) }),
    fc.record({ name: fc.constant('latency' as const), ms: fc.constantFrom(50, 3000) }),
    fc
      .constantFrom(
        ...(['open', 'close', 'tap', 'refresh', 'leave', 'return', 'tokens', 'sign', 'list'] as const),
      )
      .map((name) => ({ name })),
    fc.constant<Event>({ name: 'network' }),
  );

  /** Whose contracts somebody else was shown. */
  let strangers: (string | undefined)[];
  const look = (shown: (Pick<Contract, 'outContractCode'> | undefined)[]) => {
    for (const one of shown)
      if (one && server.userOf(one.outContractCode) !== their.user) strangers.push(their.user);
  };
  const check = () => look([phone.state.signing, phone.state.contract]);

  function happen(it: Event): void {
    switch (it.name) {
      case 'user':
        their.user = it.user;
        phone.core.forgetUser();
        return;
      case 'kill':
        their.user = it.user;
        phone.start(back({ return_code: 'SUCCESS' }));
        phone.core.subscribe(check);
        return;
      case 'latency':
        phone.latencyMs = their.latencyMs = it.ms;
        return;
      case 'tap':
        if (phone.foreground) phone.tap();
        return;
      case 'leave':
        if (phone.foreground && phone.jumps.length > 0) phone.confirmJump();
        return;
      case 'return':
        if (!phone.foreground) phone.show(back());
        return;
      case 'open':
      case 'close':
      case 'refresh':
        if (phone.foreground) phone.core[it.name]();
        return;
      case 'tokens':
        server.forgetTokens();
        return;
      case 'sign':
        if (server.hasSignings) server.sign();
        return;
      case 'list':
        phone.core.listContracts().then(look, () => {});
        return;
      case 'network':
        phone.online = !phone.online;
        return;
      case 'wait':
        return;
    }
  }

  it('a user is shown nothing of another, and gets to a button in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        strangers = [];
        server = new FakeServer();
        their = new TheirLogin(server);
        phone = new FakePhone(server, { core: { authorization: their.authorization } }).start();
        phone.core.subscribe(check);
        phone.core.open();
        for (const each of events) {
          happen(each);
          check();
          await later(each.name === 'wait' ? each.ms : 100);
          check();
        }
        phone.latencyMs = their.latencyMs = 50;
        phone.online = true;
        their.user = 'alice';
        phone.core.forgetUser();
        if (!phone.foreground) phone.show(recent);
        phone.core.open();
        await later(80_000);
        expect(['ready', 'signing', 'confirming', 'not_signed', 'signed']).toContain(phone.phase);
        expect(phone.state.busy).toBe(false);
        check();
        expect(strangers).toEqual([]);
        expect(their.asked).toBeLessThan(40 + 8 * events.length);
      }),
      { numRuns: 80 },
    );
  });
});

import fc from 'fast-check';
import { back, FakePhone, later, recent } from '../test/fake-phone';
import { error, FakeServer } from '../test/fake-server';
import type { EnterOptions } from './types';

/** What can happen, in any order; each does nothing where it makes no sense. */
type Event =
  | { name: 'tap' | 'refresh' | 'success' | 'cancel' | 'hide' | 'open' | 'close' }
  | { name: 'kill' | 'show'; enter: EnterOptions; page: 'sign' | 'other' }
  | { name: 'network'; up: boolean }
  | { name: 'wait'; seconds: number }
  | { name: 'wechat'; says: 'signed' | 'none' | 'expired' | 'terminated' }
  | { name: 'tokens' }
  /** The app is launched, and shown, a second time in one life. */
  | { name: 'again' }
  | { name: 'latency'; ms: number }
  | { name: 'login'; trouble: 'wx.login' | 'too many' | 'risky account' | 'code used' | 'none' }
  /** WeChat suspends the app: time passes, and timers fire that much later. */
  | { name: 'suspend' };

const enter = fc.oneof(
  fc.constant(recent),
  fc.constant({ scene: 1038 }),
  fc
    .constantFrom(undefined, {}, { return_code: 'SUCCESS' }, { return_code: 'FAIL' }, 'x')
    .map((data) => back(data)),
  fc.integer({ min: 1, max: 3 }).map((id) => back({ return_code: 'SUCCESS', contract_id: String(id) })),
  fc.constant(back({ return_code: 'SUCCESS' }, 'wx0000000000000000')),
  fc.constant({ scene: 1154, apiCategory: 'browseOnly' }),
);

const arrival = { enter, page: fc.constantFrom('sign' as const, 'other' as const) };
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Event>({ name: 'tap' }) },
  { weight: 4, arbitrary: fc.constant<Event>({ name: 'success' }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant('show' as const), ...arrival }) },
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('wait' as const),
      seconds: fc.constantFrom(0, 1, 4, 20, 100, 400),
    }),
  },
  fc.constantFrom<Event>(
    { name: 'refresh' },
    { name: 'cancel' },
    { name: 'hide' },
    { name: 'hide' },
    { name: 'open' },
    { name: 'close' },
    { name: 'tokens' },
    { name: 'again' },
    { name: 'latency', ms: 50 },
    { name: 'latency', ms: 400 },
    { name: 'latency', ms: 3000 },
    { name: 'suspend' },
    { name: 'network', up: false },
    { name: 'network', up: true },
  ),
  fc.record({ name: fc.constant('kill' as const), ...arrival }),
  fc.record({
    name: fc.constant('login' as const),
    trouble: fc.constantFrom('wx.login', 'too many', 'risky account', 'code used', 'none'),
  }),
  fc.record({
    name: fc.constant('wechat' as const),
    says: fc.constantFrom('signed', 'none', 'none', 'expired', 'terminated'),
  }),
);

beforeEach(() => jest.useFakeTimers());

it('keeps its promises in whatever order things happen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(event, { maxLength: 40 }), async (taro, events) => {
      await new Walk(taro).go(events);
    }),
    { numRuns: 120 },
  );
});

/** One random life of a phone, checked after each event. */
class Walk {
  private readonly server = new FakeServer();
  private readonly phone: FakePhone;
  /** A dialog is on the screen: the jumps asked for that have neither opened nor failed. */
  private dialog = false;
  /** The jump has opened, and the user has not come back from it. */
  private away = false;
  /** How many jumps the user came back from, and whose return must therefore be reported. */
  private readonly cameBack = new Set<string>();
  private shows: EnterOptions[] = [];
  private pageIsOpen = true;
  /** Since when the page has been shown confirming without a break. */
  private confirmingSince: number | undefined;
  /** The same of loading. */
  private loadingSince: number | undefined;

  constructor(taro: boolean) {
    this.server.lifetimeMs = 600_000;
    this.phone = new FakePhone(this.server, { taro }).start();
    this.phone.core.open();
  }

  async go(events: Event[]): Promise<void> {
    for (const each of events) {
      this.happen(each);
      this.check();
      if (each.name === 'wait') await later(each.seconds * 1000);
      await later(200);
      this.check();
    }
    await this.comeToRest();
  }

  private happen(event: Event): void {
    const { phone, server } = this;
    switch (event.name) {
      case 'tap': {
        const before = phone.jumps.length;
        if (phone.foreground) phone.tap();
        const made = phone.jumps.length - before;
        expect(made).toBeLessThanOrEqual(1);
        if (made === 1) {
          expect({ dialog: this.dialog, away: this.away }).toEqual({ dialog: false, away: false });
          this.dialog = true;
        }
        return;
      }
      case 'success':
        if (!this.dialog) return;
        this.dialog = false;
        this.away = true;
        phone.confirmJump();
        this.pageIsOpen = false;
        return;
      case 'cancel':
        if (this.dialog) phone.cancelJump();
        this.dialog = false;
        return;
      case 'hide':
        if (phone.foreground) this.hide();
        return;
      case 'show':
        if (!phone.foreground) {
          this.arrive(event.enter);
          phone.show(event.enter, event.page);
          this.pageIsOpen = event.page === 'sign';
        }
        return;
      case 'kill':
        // A new app, whose waiting begins before the user's eyes.
        this.confirmingSince = this.loadingSince = undefined;
        this.arrive(event.enter);
        phone.start(event.enter);
        this.pageIsOpen = event.page === 'sign';
        if (this.pageIsOpen) phone.core.open();
        return;
      case 'refresh':
      case 'open':
      case 'close':
        if (!phone.foreground) return;
        phone.core[event.name]();
        if (event.name !== 'refresh') this.pageIsOpen = event.name === 'open';
        return;
      case 'network':
        phone.online = event.up;
        return;
      case 'tokens':
        server.forgetTokens();
        return;
      case 'again':
        if (!phone.foreground || this.dialog) return;
        phone.core.resumePendingSigning();
        phone.tell();
        return;
      case 'latency':
        phone.latencyMs = event.ms;
        return;
      case 'login':
        this.loginMeets(event.trouble);
        return;
      case 'suspend':
        if (!phone.foreground) jest.setSystemTime(Date.now() + 300_000);
        return;
      case 'wechat':
        this.wechatSays(event.says);
        return;
    }
  }

  private arrive(options: EnterOptions): void {
    this.shows.push(options);
    const { jump } = this.phone.stored() as { jump?: { outContractCode: string; seq: number } | null };
    if (this.away && jump) this.cameBack.add(`${jump.outContractCode} ${jump.seq}`);
    this.dialog = this.away = false;
  }

  private wechatSays(says: 'signed' | 'none' | 'expired' | 'terminated'): void {
    if (!this.server.hasSignings) return;
    if (says === 'signed') this.server.sign();
    if (says === 'none') this.server.findNoContract();
    if (says === 'expired' && this.server.statusOf() !== 'ready') this.server.expire();
    if (says === 'terminated' && this.server.statusOf() === 'signed') this.server.terminateByWechat();
  }

  private loginMeets(trouble: 'wx.login' | 'too many' | 'risky account' | 'code used' | 'none'): void {
    const { phone, server } = this;
    phone.loginFailure = trouble === 'wx.login' ? 'login:fail system error' : undefined;
    if (trouble === 'none') server.faults = [];
    if (trouble === 'too many') server.failNext(error('rate_limited', { retryAfter: 20 }), /login/);
    if (trouble === 'code used') server.failNext(error('invalid_code'), /login/);
    if (trouble === 'risky account') {
      server.faults.push(({ path }) => (path === '/api/login' ? error('login_blocked') : undefined));
    }
  }

  private check(): void {
    const { phone, server } = this;
    expect(phone.violations).toEqual([]);
    if (phone.phase === 'signed') expect(server.everSigned).toBe(true);
    this.checkWayOn();
  }

  /** Whoever looks at the page is offered something, or reads how long it takes; at first loading, or confirming, alone. */
  private checkWayOn(): void {
    const { phase, busy, canReopen, newCodeInS, slow } = this.phone.state;
    const isSeen = this.phone.foreground && this.pageIsOpen;
    if (phase !== 'loading' || !isSeen) this.loadingSince = undefined;
    else this.loadingSince ??= Date.now();
    if (this.loadingSince !== undefined) expect(Date.now() - this.loadingSince).toBeLessThan(30_000);
    const isConfirming = phase === 'confirming' && isSeen;
    if (!isConfirming) this.confirmingSince = undefined;
    else this.confirmingSince ??= Date.now();
    if (this.confirmingSince === undefined || Date.now() - this.confirmingSince < 61_000) return;
    expect(busy || canReopen || slow || newCodeInS !== undefined).toBe(true);
  }

  private hide(): void {
    this.phone.hide();
    this.pageIsOpen = false;
  }

  /** With the network up, in the foreground and on the page, everything is reported and the truth is shown. */
  private async comeToRest(): Promise<void> {
    const { phone, server } = this;
    if (this.dialog) phone.cancelJump();
    phone.online = true;
    phone.latencyMs = 50;
    this.loginMeets('none');
    if (phone.foreground) this.hide();
    this.arrive(recent);
    phone.show(recent);
    this.pageIsOpen = true;
    await later(80_000);
    phone.core.refresh();
    await later(80_000);
    this.check();
    expect(phone.state.busy).toBe(false);

    const reported = new Set(server.calls.filter(({ path }) => path.endsWith('/return')).map(returned));
    for (const each of this.cameBack) expect(reported).toContain(each);
    this.checkExtraData();
    this.checkTruth();
    await this.reachSigning();
  }

  /** Nobody is locked out: doing what is offered leads to another jump, wherever one is, unless it is signed. */
  private async reachSigning(): Promise<void> {
    const { phone } = this;
    const before = phone.jumps.length;
    // The lifetime, and as long again: a shortened one is waited for so long.
    for (const start = Date.now(); Date.now() - start < 1_300_000; await later(5000)) {
      const { phase, canReopen } = phone.state;
      if (phase === 'signed') return;
      if (canReopen || ['ready', 'tap_again', 'not_signed'].includes(phase)) phone.tap();
      else if (phase !== 'confirming') phone.core.refresh();
      if (phone.jumps.length > before) return;
      this.check();
    }
    throw new Error(`locked out: ${JSON.stringify(phone.state)}`);
  }

  /** Each thing that came back is used for one jump, and only from scene 1038. */
  private checkExtraData(): void {
    const uses = new Map<string, Set<string>>();
    const returns = this.server.calls.filter(({ path }) => path.endsWith('/return'));
    let last: string | undefined;
    for (const call of returns) {
      if (call.body.extraData === undefined) continue;
      const json = JSON.stringify(call.body.extraData);
      expect(call.body).toMatchObject({ scene: 1038, referrerAppId: 'wxbd687630cd02ce1d' });
      // A retry of one report may repeat it; another report directly after may not.
      if (json === last) expect(uses.get(json)).toContain(returned(call));
      uses.set(json, (uses.get(json) ?? new Set()).add(returned(call)));
      last = json;
    }
  }

  private checkTruth(): void {
    const { phone, server } = this;
    if (!server.hasSignings || phone.state.signing === undefined) return;
    const { outContractCode } = phone.state.signing;
    const truth = server.statusOf(outContractCode);
    if (phone.phase === 'tap_again') expect(['ready', 'not_signed']).toContain(truth);
    else expect(phone.phase).toBe(truth);
  }
}

const returned = ({ path, body }: { path: string; body: Record<string, unknown> }) =>
  `${path.split('/')[3]} ${body.seq}`;

import { createSigning, type EnterOptions, type SigningCore, type SigningPhase, type Wx } from '../core';
import type { CoreOptions } from '../core/types';
import type { Answer, FakeServer } from './fake-server';

export const SIGNING_APP = 'wxbd687630cd02ce1d';
export const BASE_URL = 'https://merchant.example';
/** How long WeChat lets a request go on in the background. */
const BACKGROUND_REQUEST_MS = 5000;

type JumpOptions = Parameters<Wx['navigateToMiniProgram']>[0];
type RequestOptions = Parameters<Wx['request']>[0];

/** Back from the signing mini-program, as WeChat says it. */
export const back = (extraData?: unknown, appId: string | undefined = SIGNING_APP): EnterOptions => ({
  scene: 1038,
  referrerInfo: { appId, ...(extraData !== undefined && { extraData }) },
});

/** What the core waits at most before it tries again, jitter included, with room for the call that follows. */
export const LONGEST_PAUSE_MS = 20_000;

/** Time passes. */
export const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** From the list of recent mini-programs. */
export const recent: EnterOptions = { scene: 1089 };

/**
 * A phone with the merchant's mini-program on it. Storage outlives the app; everything else is of one life.
 * @param taro makes every asynchronous function return a promise too, as `Taro` does
 */
export class FakePhone {
  user = 'alice';
  /** Whether requests reach the server. */
  online = true;
  storage = new Map<string, string>();
  /** The options of every jump that was asked for. */
  jumps: JumpOptions[] = [];
  logins = 0;
  /** How long `wx.login` takes, and each call of the server. */
  latencyMs = 50;
  /** Jumps asked for outside of a tap handler, promises that nobody handled, and logins while one was under way. */
  violations: string[] = [];
  /** What `wx.login` fails with. */
  loginFailure: string | undefined;
  /** Neither `success` nor `fail` is called. */
  losesCallbacks = false;
  storageIsFull = false;
  /** `getEnterOptionsSync` throws. */
  enterFails = false;
  /** Whether WeChat says with a show why there is one. */
  tellsOptions = true;
  aborted: string[] = [];

  core!: SigningCore;
  foreground = false;
  private life = {
    alive: false,
    /** From `wx.login` until the call with its code has ended. */
    loggingIn: false,
    onShow: [] as ((options: EnterOptions) => void)[],
    onHide: [] as (() => void)[],
  };
  private enter: EnterOptions = recent;
  /** Called by `wx.login` itself. */
  onLogin = () => {};
  /** Called by the jump itself. */
  onJump = () => {};
  private inTap = false;
  private interrupt: (() => void)[] = [];

  constructor(
    readonly server: FakeServer,
    private readonly options: { taro?: boolean; core?: Partial<CoreOptions> } = {},
  ) {}

  get state() {
    return this.core.getState();
  }

  get phase(): SigningPhase {
    return this.state.phase;
  }

  /**
   * A cold start: the app's module runs, then its launch, then WeChat tells of the show.
   * @param resumes whether the app does anything at its launch
   * @param tells whether it listens early enough to hear of its first show
   */
  start(enter: EnterOptions = recent, { resumes = true, tells = true } = {}): this {
    this.kill();
    this.life = { alive: true, loggingIn: false, onShow: [], onHide: [] };
    this.enter = enter;
    this.foreground = true;
    this.core = createSigning({ wx: this.wx(), baseUrl: BASE_URL, ...this.options.core });
    if (resumes) this.core.resumePendingSigning();
    if (tells) this.tell();
    return this;
  }

  /** WeChat tells of the show. */
  tell(): void {
    const told = (this.tellsOptions ? this.enter : undefined) as EnterOptions;
    for (const listener of this.life.onShow) listener(told);
  }

  /** WeChat ends the app without a word. */
  kill(): void {
    this.life.alive = false;
  }

  tap(): void {
    this.inTap = true;
    this.core.tap();
    this.inTap = false;
  }

  /** The page is hidden, then the app. */
  hide(page: 'sign' | 'other' = 'sign'): void {
    if (page === 'sign') this.core.close();
    this.foreground = false;
    for (const listener of this.life.onHide) listener();
    const { interrupt } = this;
    this.interrupt = [];
    setTimeout(() => {
      if (this.foreground) this.interrupt.push(...interrupt);
      else for (const each of interrupt) each();
    }, BACKGROUND_REQUEST_MS);
  }

  /** The app is shown, then the page that is on top. */
  show(enter: EnterOptions = this.enter, page: 'sign' | 'other' = 'sign'): void {
    this.enter = enter;
    this.foreground = true;
    this.tell();
    if (page === 'sign') this.core.open();
  }

  /** The user allows the jump, and the app goes to the background. */
  confirmJump(): void {
    this.lastJump.success({ errMsg: 'navigateToMiniProgram:ok' });
    this.hide();
  }

  cancelJump(errMsg = 'navigateToMiniProgram:fail cancel'): void {
    this.lastJump.fail({ errMsg });
  }

  get lastJump(): JumpOptions {
    return this.jumps[this.jumps.length - 1]!;
  }

  stored(): Record<string, unknown> {
    return JSON.parse(this.storage.get(`contract-kit:${BASE_URL}`) ?? '{}');
  }

  private wx(): Wx {
    const { life } = this;
    const ifAlive =
      <Args extends unknown[]>(callback: (...args: Args) => void) =>
      (...args: Args) => {
        if (life.alive) callback(...args);
      };
    return {
      login: ({ success, fail }) => {
        if (!life.alive || this.losesCallbacks) return undefined;
        if (life.loggingIn) this.violations.push('two logins at once');
        life.loggingIn = true;
        this.logins++;
        this.onLogin();
        setTimeout(
          ifAlive(() => {
            life.loggingIn = this.loginFailure === undefined;
            if (this.loginFailure !== undefined) fail({ errMsg: this.loginFailure });
            else success({ code: `${this.user}-${this.logins}` });
          }),
          this.latencyMs,
        );
        return this.promise();
      },
      request: (options) => (life.alive ? this.request(options, ifAlive) : { abort() {} }),
      navigateToMiniProgram: (options) => {
        if (!life.alive) return undefined;
        this.onJump();
        if (!this.inTap) this.violations.push('jump outside of a tap');
        this.jumps.push({ ...options, success: ifAlive(options.success), fail: ifAlive(options.fail) });
        return this.promise();
      },
      getStorageSync: (key) => JSON.parse(this.storage.get(key) ?? '""'),
      setStorageSync: (key, value) => {
        if (this.storageIsFull) throw new Error('setStorageSync:fail exceed limit');
        if (life.alive) this.storage.set(key, JSON.stringify(value));
      },
      getEnterOptionsSync: () => {
        if (this.enterFails) throw new Error('getEnterOptionsSync:fail');
        return this.enter;
      },
      onAppShow: (listener) => void life.onShow.push(ifAlive(listener)),
      onAppHide: (listener) => void life.onHide.push(ifAlive(listener)),
    };
  }

  private request(
    { url, method, header, data, timeout, success, fail }: RequestOptions,
    ifAlive: <Args extends unknown[]>(callback: (...args: Args) => void) => (...args: Args) => void,
  ) {
    const { life } = this;
    let done = false;
    const end = (callback: () => void) => {
      if (done) return;
      done = true;
      if (url.endsWith('/api/login')) life.loggingIn = false;
      ifAlive(callback)();
    };
    const failWith = (errMsg: string) => end(() => fail({ errMsg: `request:fail ${errMsg}` }));
    if (!this.foreground) failWith('interrupted');
    else this.interrupt.push(() => failWith('interrupted'));
    setTimeout(() => failWith('timeout'), timeout);
    setTimeout(async () => {
      if (!this.online)
        return failWith('errcode:-118 cronet_error_code:-118 error_msg:net::ERR_CONNECTION_TIMED_OUT');
      if (done) return;
      const [path, query = ''] = url.replace(BASE_URL, '').split('?') as [string, string | undefined];
      const answer: Answer = await this.server.answer({
        method,
        path,
        query: Object.fromEntries(query.split('&').map((pair) => pair.split('=').map(decodeURIComponent))),
        body: data === undefined ? {} : JSON.parse(JSON.stringify(data)),
        header,
      });
      if (!this.online) return failWith('net::ERR_CONNECTION_RESET');
      end(() => success({ statusCode: answer.status, data: answer.body, header: answer.header ?? {} }));
    }, this.latencyMs);
    const abort = () => {
      this.aborted.push(`${method} ${url.replace(BASE_URL, '')}`);
      failWith('abort');
    };
    return Object.assign(this.promise() ?? {}, { abort });
  }

  /** `Taro`'s: rejects when `fail` is called, which is a violation when nobody listens. */
  private promise(): Promise<never> | undefined {
    if (!this.options.taro) return undefined;
    const promise = Promise.reject<never>(new Error('as Taro does'));
    const handle = promise.catch.bind(promise);
    let handled = false;
    handle(() => {
      if (!handled) this.violations.push('a promise that nobody handled');
    });
    return Object.assign(promise, {
      catch(listener: () => never) {
        handled = true;
        return handle(listener);
      },
    });
  }
}

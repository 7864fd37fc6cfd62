import type { LogicLayer } from '../logic-layer';
import type { DeviceInfo, EnterOptions, PackageFiles } from '../options';
import type { JumpTarget } from '../ports';
import { CallLog } from './call-log';
import { describePhone } from './describe-phone';
import { type Dialog, Screen } from './dialogs';
import { sendEvent } from './events';
import { PhoneClock } from './phone-clock';
import type { PhoneOptions } from './phone-options';
import { readPackage } from './read-package';
import { type PhonePorts, type RunningApp, startApp } from './running-app';
import { waitFor } from './wait-for';
import { ancestors, descendants, isHidden, type ViewNode, visibleText } from './wxml/view-node';

/** A phone with one mini-program on it, and its user. The app is not running until `coldStart`. */
export class Phone {
  readonly clock = new PhoneClock();
  readonly log = new CallLog();
  /** What the app keeps, as text: it outlives the app. */
  readonly storage = new Map<string, string>();
  screen = new Screen();
  /** The mini-program that a jump has opened, until the user leaves it. */
  otherApp: JumpTarget | undefined;
  /** What `navigateBackMiniProgram` has handed to the mini-program that had opened this one (scene 1037). */
  handedBack: { appId: string; extraData: unknown } | undefined;
  readonly #options: PhoneOptions;
  readonly #files: PackageFiles;
  readonly #origins: Record<string, string>;
  readonly #patienceMs: number;
  #device: Partial<DeviceInfo>;
  #online = true;
  #app: RunningApp | undefined;
  #lastJump: JumpTarget | undefined;
  #opener: string | undefined;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#files = typeof options.package === 'string' ? readPackage(options.package) : options.package;
    this.#origins = { ...options.origins };
    this.#device = { ...options.device };
    this.#patienceMs = options.patienceMs ?? 60_000;
  }

  /** Cold-starts the app, with a fresh world and the old storage. A running one is killed first. */
  coldStart(options: Partial<EnterOptions> = {}): void {
    this.kill();
    this.log.startAgain();
    this.#enter(options);
    this.otherApp = undefined;
    const {
      package: _package,
      origins: _origins,
      login: _login,
      jump: _jump,
      patienceMs: _,
      ...rest
    } = this.#options;
    const requestDomains = Object.keys(this.#origins);
    const all = { ...rest, files: this.#files, device: this.#device, requestDomains };
    this.#app = startApp(all, () => this.#origins, this.storage, this.#ports());
    this.#app.network.setOnline(this.#online);
    this.#app.logic.launch(options);
  }

  /** The system ends the app: nothing of it runs again, its storage stays. */
  kill(): void {
    this.#app?.kill();
    this.#app = undefined;
    this.screen = new Screen();
  }

  /** To the background, as when the user goes to the home screen. */
  hide(): void {
    this.#logic.hide();
  }

  /** To the foreground. Without options the last ones come again, as in WeChat. */
  show(options?: Partial<EnterOptions>): void {
    if (options) this.#enter(options);
    this.otherApp = undefined;
    this.#logic.show(options);
  }

  /**
   * The other mini-program closes. Its `extraData` is left out when the user left it without its button. `options` changes what the app
   * hears, as real phones do: no referrerInfo, another scene. An app that was killed meanwhile starts cold.
   */
  returnFromOtherApp(extraData?: unknown, options: Partial<EnterOptions> = {}): void {
    const appId = this.#lastJump?.appId ?? '';
    const referrerInfo = extraData === undefined ? { appId } : { appId, extraData };
    const told = { scene: 1038, referrerInfo, ...options };
    if (this.#app) this.show(told);
    else this.coldStart(told);
  }

  /** foreground, background, suspended, or destroyed when the app is not running */
  get state() {
    return this.#app?.logic.state ?? 'destroyed';
  }

  /** The page on top: where it is, its data, and its tree of nodes. Throws when there is none. */
  get page() {
    const current = this.#app?.view.current();
    if (!current) throw new Error('No page is open: coldStart() starts the app');
    const { path, query, webviewId, data } = current.page;
    const depth = this.#logic.pages.length;
    return { path, query, webviewId, data, depth, root: current.root, title: this.#title(path, webviewId) };
  }

  /** All that the user can read of the page. */
  get text(): string {
    return visibleText(this.page.root);
  }

  /** The nodes that are not hidden and fulfil `wanted`. */
  findAll(wanted: (node: ViewNode) => boolean): ViewNode[] {
    return descendants(this.page.root).filter((node) => wanted(node) && !ancestors(node).some(isHidden));
  }

  /** The innermost element with exactly this text, a button's before a heading's. Throws, and says what there is. */
  find(text: string): ViewNode {
    const all = this.findAll((node) => node.tag !== '#text' && visibleText(node) === text);
    const found = all.findLast((node) => ancestors(node).some(({ tag }) => tag === 'button')) ?? all.at(-1);
    if (!found) throw new Error(`There is no "${text}" on the page${describePhone(this)}`);
    return found;
  }

  /** A finger on an element: touchstart, touchend, tap. A disabled button, or what is in one, gets no tap. */
  tap(target: string | ViewNode): void {
    if (this.dialog) throw new Error(`A dialog lies over the page: answer it first${describePhone(this)}`);
    this.#tap(typeof target === 'string' ? this.find(target) : target);
  }

  /** Two taps so quick that no dialog can come between them. */
  doubleTap(target: string | ViewNode): void {
    const node = typeof target === 'string' ? this.find(target) : target;
    this.#tap(node);
    this.#tap(node);
  }

  /** The user types: `input` with the whole new text. */
  input(node: ViewNode, value: string): void {
    this.send(node, 'input', { value, cursor: value.length, keyCode: 0 });
  }

  /** Any event of a component, such as `change` of a switch with `{value: true}`. */
  send(node: ViewNode, type: string, detail: Record<string, unknown> = {}): void {
    const { webviewId } = this.page;
    sendEvent(this.#logic, {
      webviewId,
      target: node,
      type,
      detail,
      timeStamp: Math.round(this.clock.now()),
    });
  }

  /** The back button: the page before, or the background. */
  back(): void {
    this.#logic.back();
  }

  /** What lies over the page and asks the user. */
  get dialog(): Dialog | undefined {
    return this.screen.dialogs[0];
  }

  /** The user's answer: yes or no, or the place of an item in an action sheet. */
  answer(given: boolean | number): void {
    this.screen.answer(given);
  }

  setOnline(online: boolean): void {
    this.#online = online;
    this.#app?.network.setOnline(online);
    this.setDevice({ networkType: online ? 'wifi' : 'none' });
  }

  setDevice(change: Partial<DeviceInfo>): void {
    this.#device = { ...this.#device, ...change };
    this.#app?.logic.setDevice(change);
  }

  /** Leads an origin elsewhere from now on, as when a server has been started again. */
  setOrigin(origin: string, server: string): void {
    this.#origins[origin] = server;
  }

  /** Moves the phone's time forward; what becomes due runs. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Waits until `look` gives something true, and gives that. Rejects after `patienceMs`, and says what is on the screen. */
  waitFor<Value>(look: () => Value): Promise<NonNullable<Value>> {
    return waitFor(look, this.#patienceMs, () => describePhone(this));
  }

  /** Waits until the user can read this somewhere on the page. */
  async waitForText(text: string): Promise<void> {
    const situation = () => `${JSON.stringify(text)}${describePhone(this)}`;
    await waitFor(() => this.text.includes(text), this.#patienceMs, situation);
  }

  /** Kills the app and stops the clock. */
  close(): void {
    this.kill();
    this.clock.close();
  }

  get #logic(): LogicLayer {
    if (!this.#app) throw new Error('The app is not running: coldStart() starts it');
    return this.#app.logic;
  }

  #tap(node: ViewNode): void {
    if (this.state !== 'foreground') throw new Error(`The app is not on the screen${describePhone(this)}`);
    this.send(node, 'touchstart');
    this.send(node, 'touchend');
    const disabled = ancestors(node).some(({ tag, attributes }) => tag === 'button' && attributes.disabled);
    if (!disabled) this.send(node, 'tap', { x: 0, y: 0 });
  }

  #ports(): PhonePorts {
    const { login = async () => ({ failure: 'this phone has no login' }), jump } = this.#options;
    return {
      clock: this.clock,
      ui: this.screen,
      login: {
        code: (reply) => {
          const asked = this.#online ? login() : Promise.resolve({ failure: '' });
          asked.then(reply, (error: unknown) => reply({ failure: String(error) }));
        },
      },
      otherApps: {
        open: (target, reply) => {
          const result = jump?.(target) ?? { hides: true };
          if ('hides' in result) this.#lastJump = target;
          if ('hides' in result && result.hides) this.otherApp = target;
          reply(result);
        },
        back: (extraData, reply) => {
          const appId = this.#opener;
          if (appId !== undefined) this.handedBack = { appId, extraData };
          reply(appId !== undefined);
        },
        exit: () => this.kill(),
      },
      record: (entry) => this.log.add(entry),
    };
  }

  /** Scene 1037: another mini-program has opened this one, and can be gone back to. */
  #enter({ scene, referrerInfo }: Partial<EnterOptions>): void {
    if (scene !== 1038) this.#opener = scene === 1037 ? referrerInfo?.appId : undefined;
  }

  #title(path: string, webviewId: number): string {
    const read = (file: string) => JSON.parse(this.#files.get(file) ?? '{}') as Record<string, unknown>;
    const appWindow = read('app.json').window as { navigationBarTitleText?: string } | undefined;
    const { title } = this.screen.bar(webviewId);
    return String(
      title ?? read(`${path}.json`).navigationBarTitleText ?? appWindow?.navigationBarTitleText ?? '',
    );
  }
}

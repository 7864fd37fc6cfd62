import { createLogicLayer, type LogicLayer } from '../logic-layer';
import type { DeviceInfo, EnterOptions, LogicLayerOptions, PackageFiles } from '../options';
import type { JumpTarget, LoginPort, Ports, StoragePort } from '../ports';
import { CallLog } from './call-log';
import { type Dialog, Screen } from './dialogs';
import { sendEvent } from './events';
import { createNetwork, type PhoneNetwork } from './network';
import { NodeView } from './node-view';
import { PhoneClock } from './phone-clock';
import { readPackage } from './read-package';
import { createVmRealm } from './vm-realm';
import { waitFor } from './wait-for';
import { ancestors, descendants, isHidden, type ViewNode, visibleText } from './wxml/view-node';

export interface PhoneOptions extends Omit<LogicLayerOptions, 'files' | 'device' | 'requestDomains'> {
  /** The folder that a build has written, or its files. */
  package: string | PackageFiles;
  /** Origins that the package may call, and the servers on this machine that answer for them. */
  origins?: Readonly<Record<string, string>>;
  device?: Partial<DeviceInfo>;
  /** Where `wx.login` gets its codes; by default it fails. */
  login?: () => Promise<{ code: string } | { failure: string }>;
  /** What becomes of a jump that the user has allowed; by default the other app opens. `hides: false` is how DevTools does it. */
  jump?: (target: JumpTarget) => { hides: boolean } | { failure: string };
}

/** A phone with one mini-program on it. It is off until `coldStart`. */
export class Phone {
  readonly clock = new PhoneClock();
  readonly log = new CallLog();
  /** What the app keeps: it outlives the app, as on a phone. */
  readonly storage = new Map<string, string>();
  screen = new Screen();
  /** The mini-program that a jump has opened, until the user comes back. */
  otherApp: JumpTarget | undefined;
  readonly #options: PhoneOptions;
  readonly #files: PackageFiles;
  readonly #origins: Record<string, string>;
  #device: Partial<DeviceInfo>;
  #app: { logic: LogicLayer; view: NodeView; network: PhoneNetwork } | undefined;
  #online = true;
  #lastJump: JumpTarget | undefined;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#files = typeof options.package === 'string' ? readPackage(options.package) : options.package;
    this.#origins = { ...options.origins };
    this.#device = { ...options.device };
  }

  /** Starts the app anew, with a fresh world and the old storage. A running one is killed first. */
  coldStart(options: Partial<EnterOptions> = {}): void {
    this.kill();
    this.log.startAgain();
    this.screen = new Screen();
    const network = createNetwork(() => this.#origins);
    network.setOnline(this.#online);
    const view = new NodeView(this.#files, this.clock, () => this.#running().logic);
    const ports = this.#ports(network, view);
    const { package: _package, origins: _origins, login: _login, jump: _jump, ...rest } = this.#options;
    const requestDomains = Object.keys(this.#origins);
    const logic = createLogicLayer(
      { ...rest, files: this.#files, device: this.#device, requestDomains },
      ports,
    );
    this.#app = { logic, view, network };
    logic.launch(options);
  }

  /** The system ends the app: nothing of it runs again, its storage stays. */
  kill(): void {
    this.#app?.logic.destroy();
    this.#app?.network.close();
    this.#app = undefined;
  }

  /** To the background, as when the user goes to the home screen. */
  hide(): void {
    this.#running().logic.hide();
  }

  /** To the foreground. Without options the last ones come again, as in WeChat. */
  show(options?: Partial<EnterOptions>): void {
    this.#running().logic.show(options);
  }

  /**
   * The other mini-program closes. Its `extraData` is left out when the user left it without its button. `options` changes what the app is
   * told, as real phones do: no referrerInfo, another scene. An app that was killed meanwhile starts cold.
   */
  returnFromOtherApp(extraData?: unknown, options: Partial<EnterOptions> = {}): void {
    const appId = (this.otherApp ?? this.#lastJump)?.appId ?? '';
    this.otherApp = undefined;
    const referrerInfo = extraData === undefined ? { appId } : { appId, extraData };
    const told = { scene: 1038, referrerInfo, ...options };
    if (this.#app) this.show(told);
    else this.coldStart(told);
  }

  get state() {
    return this.#app?.logic.state ?? 'destroyed';
  }

  /** The page on top: where it is, its data, and its tree of nodes. */
  get page() {
    const { logic, view } = this.#running();
    const current = view.current();
    if (!current) throw new Error(`No page has opened${this.#problems()}`);
    const { path, query, webviewId, data } = current.page;
    const bar = this.screen.bar(webviewId);
    return {
      path,
      query,
      webviewId,
      data,
      root: current.root,
      title: this.#title(path, bar),
      depth: logic.pages.length,
    };
  }

  /** All that the user can read of the page. */
  get text(): string {
    return visibleText(this.page.root);
  }

  /** The nodes that are not hidden and fulfil `wanted`. */
  findAll(wanted: (node: ViewNode) => boolean): ViewNode[] {
    return descendants(this.page.root).filter((node) => wanted(node) && !ancestors(node).some(isHidden));
  }

  /** The innermost element with exactly this text. Throws, and says what there is. */
  find(text: string): ViewNode {
    const found = this.findAll((node) => node.tag !== '#text' && visibleText(node) === text).at(-1);
    if (!found) throw new Error(`There is no "${text}" on the page${this.#problems()}`);
    return found;
  }

  /** A finger on an element: touchstart, touchend, tap. A disabled button, or what is in one, does nothing. */
  tap(target: string | ViewNode): void {
    const node = typeof target === 'string' ? this.find(target) : target;
    if (this.screen.dialogs.length > 0) throw new Error('A dialog lies over the page: answer it first');
    for (const type of ['touchstart', 'touchend']) this.#send(node, type, {});
    const disabled = ancestors(node).some(
      ({ tag, attributes }) => tag === 'button' && Boolean(attributes.disabled),
    );
    if (!disabled) this.#send(node, 'tap', { x: 0, y: 0 });
  }

  /** The user types: `input` with the whole new text. */
  input(node: ViewNode, value: string): void {
    this.#send(node, 'input', { value, cursor: value.length, keyCode: 0 });
  }

  /** Any other event of a component, such as `change` of a switch with `{value: true}`. */
  send(node: ViewNode, type: string, detail: Record<string, unknown>): void {
    this.#send(node, type, detail);
  }

  back(): void {
    this.#running().logic.back();
  }

  get dialog(): Dialog | undefined {
    return this.screen.dialogs[0];
  }

  /** The user's answer to the dialog on top. */
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

  /** Waits until `look` gives something true, and gives that. Rejects after `timeoutMs` of real time, and says what is on the screen. */
  waitFor<Value>(look: () => Value, timeoutMs = 10_000): Promise<NonNullable<Value>> {
    return waitFor(look, timeoutMs, () => this.#problems());
  }

  /** Waits until the page has this text somewhere. */
  async waitForText(text: string, timeoutMs?: number): Promise<void> {
    await this.waitFor(() => this.#app && this.text.includes(text), timeoutMs);
  }

  /** Kills the app and stops the clock. */
  close(): void {
    this.kill();
    this.clock.close();
  }

  #ports(network: PhoneNetwork, view: NodeView): Ports {
    const { screen } = this;
    const login = this.#options.login ?? (async () => ({ failure: 'no login on this phone' }));
    const loginPort: LoginPort = {
      code: (reply) => {
        const asked = this.#online ? login() : Promise.resolve({ failure: '' });
        asked.then(reply, (error: unknown) => reply({ failure: String(error) }));
      },
    };
    return {
      realm: createVmRealm(),
      clock: this.clock,
      storage: storagePort(this.storage),
      network,
      view,
      ui: screen,
      login: loginPort,
      otherApps: {
        open: (target, reply) => {
          const result = this.#options.jump?.(target) ?? { hides: true };
          if ('hides' in result) this.#lastJump = target;
          if ('hides' in result && result.hides) this.otherApp = target;
          reply(result);
        },
        back: (_extraData, reply) => reply(false),
        exit: () => this.kill(),
      },
      record: (entry) => this.log.add(entry),
    };
  }

  #send(node: ViewNode, type: string, detail: Record<string, unknown>): void {
    const { logic } = this.#running();
    sendEvent(logic, this.page.webviewId, node, type, detail, Math.round(this.clock.now()));
  }

  #title(path: string, bar: Record<string, unknown>): string {
    const read = (file: string) => JSON.parse(this.#files.get(file) ?? '{}') as Record<string, unknown>;
    const appWindow = read('app.json').window as { navigationBarTitleText?: string } | undefined;
    const own = read(`${path}.json`).navigationBarTitleText;
    return String(bar.title ?? own ?? appWindow?.navigationBarTitleText ?? '');
  }

  #running() {
    if (!this.#app) throw new Error('The app is not running: coldStart() starts it');
    return this.#app;
  }

  #problems(): string {
    const current = this.#app?.view.current();
    const lines = [
      `state: ${this.state}`,
      current ? `page: ${current.page.path}\n${visibleText(current.root)}` : 'page: none',
      ...(this.dialog ? [`dialog: ${JSON.stringify(this.dialog)}`] : []),
      ...this.log.errors.map(({ message, stack }) => `error: ${message}\n${stack}`),
      ...this.log.calls
        .slice(-8)
        .map(({ name, params, errMsg }) => `wx.${name}(${JSON.stringify(params)}) → ${errMsg}`),
    ];
    return `\n${lines.join('\n')}`;
  }
}

function storagePort(kept: Map<string, string>): StoragePort {
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    keys: () => [...kept.keys()],
  };
}

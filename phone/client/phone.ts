import { elsewhere, type InstalledApp, type ToPage, type Troubles, type World } from '../protocol';
import { type DeviceInfo, defaultDevice, type EnterOptions, type JumpTarget } from '../runtime';
import type { NewEntry } from '../timeline/entry';
import { createMiniProgramStory } from '../timeline/from-mini-program';
import { createAppHost } from './app-host';
import { Apps } from './apps';
import { Complaints } from './complaints';
import { Connection } from './connection';
import { KnownWorld } from './known-world';
import { navigationBar } from './navigation-bar';
import { Observable } from './observable';
import { Overlays } from './overlays';
import type { AppHost, RunningApp } from './running-app';
import type { PhoneActions, PhoneState } from './state';
import { targetOf } from './target';

/** How the list of mini-programs, the return from another one, and a jump open a mini-program. */
const scene = { list: 1001, return: 1038, jump: 1037 };

/** The WeChat client on a phone: which mini-programs run, which is in front, what is asked, who uses it. */
export class Phone implements PhoneActions {
  readonly #connection: Connection;
  readonly #apps: Apps;
  readonly #overlays = new Overlays(() => this.#changed());
  readonly #state = new Observable(() => this.#snapshot());
  /** By the mini-program that was jumped to: who has opened it. */
  readonly #openers = new Map<string, string>();
  readonly #world = new KnownWorld();
  readonly #complaints = new Complaints();
  #screen: PhoneState['screen'] = 'home';
  #connected = false;
  #device: DeviceInfo = defaultDevice;
  #online = true;
  #user = '';
  /** What happens once the phone's server has said what there is; and again after a reset. */
  readonly #begin: (phone: Phone) => void;

  constructor(begin: (phone: Phone) => void) {
    this.#begin = begin;
    this.#apps = new Apps({
      user: () => this.#user,
      device: () => this.#device,
      hostOf: (installed) => this.#hostOf(installed),
      changed: () => this.#changed(),
      complain: (appId, text) => this.#complain(appId, text),
    });
    this.#connection = new Connection(
      (news) => this.#hear(news),
      (connected) => {
        this.#connected = connected;
        this.#changed();
      },
    );
  }

  getState(): PhoneState {
    return this.#state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  mountPages(container: HTMLElement): void {
    this.#apps.container = container;
    for (const { stack } of this.#apps.running) container.append(stack.element);
  }

  /** How many buttons the user sees on the page in front; `press` taps one of them. */
  async buttons(press?: number): Promise<number> {
    return (await this.#apps.foreground?.stack.buttons(press)) ?? 0;
  }

  open(appId: string): void {
    this.#apps.leave();
    this.#openers.delete(appId);
    this.#tell(appId, this.#apps.find(appId) ? 'show' : 'launch');
    this.#enter(appId, { scene: scene.list });
  }

  /** By a link to one of its pages, as the user of DevTools. */
  openPath(appId: string, path: string): void {
    this.#user = elsewhere;
    this.#apps.kill(appId);
    this.#enter(appId, { ...targetOf(path), scene: scene.list });
  }

  back(): void {
    const app = this.#apps.foreground;
    if (!app) return;
    const opener = this.#openers.get(app.installed.appId);
    if (app.pages.length > 1) app.back();
    else if (opener === undefined) this.home();
    else {
      this.#apps.leave();
      this.#returnTo(opener, app.installed.appId, undefined);
    }
  }

  home(): void {
    this.#apps.leave();
    this.#show('home');
  }

  recents(): void {
    this.#apps.leave();
    this.#show('recents');
  }

  resume(appId: string): void {
    this.#apps.leave();
    this.#enter(appId, undefined);
  }

  kill(appId: string): void {
    const wasInFront = this.#apps.foreground?.installed.appId === appId;
    this.#openers.delete(appId);
    this.#overlays.forget(appId);
    this.#apps.kill(appId);
    this.#tell(appId, 'killed');
    if (wasInFront) this.#show('home');
    this.#changed();
  }

  lock(): void {
    this.#apps.hide();
    this.#show('locked');
  }

  unlock(): void {
    this.#apps.foreground?.show();
    this.#show(this.#apps.foreground ? 'app' : 'home');
  }

  answer(given: boolean | number): void {
    this.#overlays.answer(given);
  }

  setDevice(change: Partial<DeviceInfo>): void {
    this.#device = { ...this.#device, ...change };
    this.#apps.setDevice(change);
    this.#changed();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    if (!online) this.#connection.cut();
    this.setDevice({ networkType: online ? 'wifi' : 'none' });
  }

  switchUser(user: string): void {
    this.#closeAll();
    this.#user = user;
    this.#changed();
    this.#begin(this);
  }

  setTroubles(change: Partial<Troubles>): void {
    this.#connection.say({ type: 'trouble', change });
  }

  terminate(outContractCode: string): void {
    this.#connection.say({ type: 'terminate', outContractCode });
  }

  deliver(outContractCode: string, event: 'signed' | 'terminated'): void {
    this.#connection.say({ type: 'deliver', outContractCode, event });
  }

  reset(): void {
    this.#connection.say({ type: 'reset' });
  }

  dismiss(complaintId: number): void {
    this.#complaints.dismiss(complaintId);
    this.#changed();
  }

  tell(entry: NewEntry): void {
    this.#connection.tell(entry);
  }

  /** Something of the phone's own did not work. */
  report(text: string): void {
    this.#complain('', text);
  }

  #hear(news: Exclude<ToPage, { type: 'answer' | 'code' }>): void {
    switch (news.type) {
      case 'world':
        // What runs goes on after a lost connection, but not when the server itself is another now, with other people.
        if (news.world.users[0] === this.#world.users[0]) this.#world.enter(news.world);
        else this.#startIn(news.world);
        break;
      case 'reset':
        this.#startIn(news.world);
        break;
      case 'apps':
        this.#renew(news.apps);
        break;
      case 'failed':
        this.#complain('', `${news.what}: ${news.message}`);
        break;
      default:
        this.#world.hear(news);
    }
    this.#changed();
  }

  /** A new user, nothing running. */
  #startIn(world: World): void {
    this.#closeAll();
    this.#complaints.clear();
    this.#world.enter(world);
    for (const app of world.apps) this.#complainOf(app);
    this.#user = world.users[0];
    this.#changed();
    this.#begin(this);
  }

  /** A build has changed: what runs of it starts again on the same page, with what it has kept. */
  #renew(apps: World['apps']): void {
    const before = this.#world.apps;
    this.#world.hear({ type: 'apps', apps });
    for (const installed of apps) {
      if (before.some(({ version }) => version === installed.version)) continue;
      this.#complaints.forget(installed.appId);
      this.#complainOf(installed);
    }
    for (const installed of apps) {
      const app = this.#apps.find(installed.appId);
      if (!app || app.installed.version === installed.version) continue;
      const inFront = app === this.#apps.foreground;
      const page = app.pages.at(-1);
      this.#overlays.forget(installed.appId);
      this.#apps.kill(installed.appId);
      if (inFront)
        this.#enter(installed.appId, page && { path: page.path, query: page.query, scene: scene.list });
    }
  }

  #enter(appId: string, options: Partial<EnterOptions> | undefined): void {
    const installed = this.#world.app(appId);
    if (!installed) return;
    this.#apps.enter(installed, options);
    this.#show('app');
  }

  #returnTo(appId: string, from: string, extraData: unknown): void {
    this.#openers.delete(from);
    const given = extraData !== undefined && !this.#world.troubles.noExtraData;
    const options = {
      scene: scene.return,
      referrerInfo: given ? { appId: from, extraData } : { appId: from },
    };
    this.#tell(appId, 'return', options);
    this.#enter(appId, options);
  }

  #hostOf(installed: InstalledApp): AppHost {
    const { appId, name } = installed;
    // The signing mini-program talks to WeChat Pay, which tells its own story.
    const tells = appId === this.#world.apps[0]?.appId;
    return createAppHost({
      appId,
      connection: this.#connection,
      ui: this.#overlays.portOf(appId, (other) => this.#world.app(other)?.name ?? other),
      story: tells ? createMiniProgramStory(name) : () => undefined,
      isOnline: () => this.#online,
      user: () => this.#user,
      jump: (target) => this.#jump(appId, target),
      goBack: (extraData) => {
        const opener = this.#openers.get(appId);
        if (opener !== undefined) this.#returnTo(opener, appId, extraData);
        return opener !== undefined;
      },
      exit: () => this.kill(appId),
      changed: () => this.#changed(),
      complain: (text, detail) => this.#complain(appId, text, detail),
    });
  }

  /** The one that jumps hides itself, once it has heard that the jump succeeded. */
  #jump(from: string, { appId, path, extraData }: JumpTarget): { hides: boolean } | { failure: string } {
    // WeChat's text for this is not documented.
    if (!this.#world.app(appId)) return { failure: `invalid appid ${appId}` };
    this.#openers.set(appId, from);
    const target = path === '' ? {} : targetOf(path);
    this.#enter(appId, { ...target, scene: scene.jump, referrerInfo: { appId: from, extraData } });
    return { hides: true };
  }

  #tell(appId: string, what: string, detail?: unknown): void {
    const app = this.#world.app(appId)?.name ?? appId;
    const more = detail !== undefined && { detail };
    this.#connection.tell({ at: Date.now(), kind: 'miniprogram', app, what, ...more });
  }

  #complain(appId: string, text: string, detail?: string): void {
    if (this.#complaints.add(appId, text, detail)) this.#changed();
  }

  #complainOf({ appId, problems }: InstalledApp): void {
    for (const problem of problems) this.#complain(appId, problem);
  }

  #closeAll(): void {
    for (const { installed } of this.#apps.running) this.#overlays.forget(installed.appId);
    this.#apps.killAll();
    this.#openers.clear();
    this.#show('home');
  }

  #show(screen: PhoneState['screen']): void {
    this.#screen = screen;
    this.#changed();
  }

  #changed(): void {
    this.#state.changed();
  }

  #snapshot(): PhoneState {
    const { running, foreground } = this.#apps;
    return {
      connected: this.#connected,
      screen: this.#screen,
      installed: this.#world.apps,
      running: running.map((app) => app.told),
      foreground: foreground?.told,
      bar: foreground && this.#barOf(foreground),
      dialog: this.#overlays.dialog,
      toast: this.#overlays.toast,
      device: this.#device,
      online: this.#online,
      users: this.#world.users,
      user: this.#user,
      troubles: this.#world.troubles,
      canShorten: this.#world.canShorten,
      canDeliver: this.#world.canDeliver,
      merchantCode: this.#world.merchantCode,
      timeline: this.#world.timeline,
      complaints: this.#complaints.all,
    };
  }

  #barOf({ installed: { appId }, files, pages }: RunningApp): PhoneState['bar'] {
    const page = pages.at(-1);
    if (!page) return undefined;
    const changes = this.#overlays.bar(appId, page.webviewId);
    const canGoBack = pages.length > 1 || this.#openers.has(appId);
    return navigationBar(files, page.path, this.#device.theme, changes, canGoBack);
  }
}

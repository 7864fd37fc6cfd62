import type { InstalledApp } from '../protocol';
import type { DeviceInfo, EnterOptions } from '../runtime';
import { type AppHost, RunningApp } from './running-app';

type Launch = Partial<EnterOptions>;

interface Surroundings {
  user(): string;
  device(): DeviceInfo;
  hostOf(installed: InstalledApp): AppHost;
  changed(): void;
  complain(appId: string, text: string): void;
}

/** The mini-programs that run, the latest used first, and which of them is in front. */
export class Apps {
  /** Where the stacks of pages stand, all of them on the same place. */
  container: HTMLElement | undefined;
  foreground: RunningApp | undefined;
  running: readonly RunningApp[] = [];
  readonly #surroundings: Surroundings;
  /** Cold starts under way: the files are on their way. */
  readonly #starting = new Map<string, symbol>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  find(appId: string): RunningApp | undefined {
    return this.running.find(({ installed }) => installed.appId === appId);
  }

  /** Brings it in front: cold when it does not run. Without options a running one hears the last ones again, as in WeChat. */
  enter(installed: InstalledApp, options?: Launch): void {
    const app = this.find(installed.appId);
    if (!app) {
      void this.#launch(installed, options ?? { scene: 1001 });
      return;
    }
    this.#front(app);
    app.show(options);
  }

  /** To the background; it stays the one that is shown when the screen is turned on again. */
  hide(): void {
    this.foreground?.hide();
  }

  leave(): void {
    this.hide();
    this.#front(undefined);
  }

  kill(appId: string): void {
    this.#starting.delete(appId);
    const app = this.find(appId);
    if (!app) return;
    app.kill();
    this.running = this.running.filter((each) => each !== app);
    if (this.foreground === app) this.#front(undefined);
  }

  killAll(): void {
    this.#starting.clear();
    for (const { installed } of this.running) this.kill(installed.appId);
  }

  setDevice(change: Partial<DeviceInfo>): void {
    for (const app of this.running) app.setDevice(change, this.#surroundings.device());
  }

  async #launch(installed: InstalledApp, launch: Launch): Promise<void> {
    const { appId, version, requestDomains } = installed;
    const mine = Symbol(appId);
    if (this.#starting.has(appId)) return;
    this.#starting.set(appId, mine);
    const user = this.#surroundings.user();
    try {
      const [files, kept] = await Promise.all([
        load(`/packages/${version}/text`),
        load(`/storage/${appId}/${encodeURIComponent(user)}`),
      ]);
      if (this.#starting.get(appId) !== mine) return;
      const device = this.#surroundings.device();
      const app = new RunningApp(
        { installed, files, kept, user, device, requestDomains, launch },
        this.#surroundings.hostOf(installed),
      );
      this.container?.append(app.stack.element);
      this.#front(app);
    } catch (error) {
      this.#surroundings.complain(appId, String(error));
    } finally {
      if (this.#starting.get(appId) === mine) this.#starting.delete(appId);
    }
  }

  #front(app: RunningApp | undefined): void {
    this.foreground = app;
    if (app) this.running = [app, ...this.running.filter((each) => each !== app)];
    for (const each of this.running) each.stack.setVisible(each === app);
    this.#surroundings.changed();
  }
}

async function load(url: string): Promise<[string, string][]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as [string, string][];
}

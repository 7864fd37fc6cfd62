import type { FromLogic, RemotePorts, ToLogic } from '../logic/messages';
import type { InstalledApp } from '../protocol';
import type { DeviceInfo, EnterOptions, LogEntry, Ports, State } from '../runtime';
import type { Appearance } from '../view/messages';
import { PageStack } from './page-stack';
import type { RunningAppState } from './state';

/** What the phone does for a mini-program that runs on it; its pages it draws itself. */
export interface AppHost {
  network: Ports['network'];
  ui: Ports['ui'];
  otherApps: Ports['otherApps'];
  login: Ports['login'];
  log(entry: LogEntry): void;
  /** Its state or its stack is another now. */
  changed(): void;
  complain(text: string, detail?: string): void;
}

export interface Start {
  installed: InstalledApp;
  files: [string, string][];
  kept: [string, string][];
  /** Whose phone it is: what the app keeps is theirs. */
  user: string;
  device: DeviceInfo;
  requestDomains: string[];
  launch: Partial<EnterOptions>;
}

/** One mini-program from its cold start until it is killed: a worker for its logic, a stack of iframes for its pages. */
export class RunningApp {
  readonly stack: PageStack;
  state: State = 'foreground';
  pages: readonly { webviewId: number; path: string; query: Record<string, string> }[] = [];
  readonly installed: InstalledApp;
  readonly files: ReadonlyMap<string, string>;
  readonly #worker = new Worker('/assets/worker.js');
  readonly #ports: RemotePorts;
  #killed = false;

  constructor({ installed, files, kept, user, device, requestDomains, launch }: Start, host: AppHost) {
    this.installed = installed;
    this.files = new Map(files);
    this.stack = new PageStack(installed.version, appearanceOf(device), (webviewId) => ({
      event: (event) => this.#say({ type: 'dispatch', event }),
      component: (change) => this.#tellOfComponent(webviewId, change),
      complaint: (text, detail) => host.complain(text, detail),
    }));
    const { network, ui, otherApps, login } = host;
    this.#ports = { network, ui, otherApps, login, view: this.stack };
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromLogic>) => {
      if (!this.#killed) this.#hear(data, host);
    });
    this.#worker.addEventListener('error', ({ message }) => host.complain(message));
    const { appId, mode, jumpAfterDialog } = installed;
    this.#say({
      type: 'start',
      files,
      appId,
      envVersion: mode === 'development' ? 'develop' : 'release',
      device,
      requestDomains,
      jumpAfterDialog,
      kept,
      storageUrl: `${location.origin}/storage/${appId}/${encodeURIComponent(user)}`,
      launch,
    });
  }

  /** As the phone shows it. */
  get told(): RunningAppState {
    const { appId, name } = this.installed;
    return { appId, name, state: this.state === 'destroyed' ? 'suspended' : this.state };
  }

  show(options?: Partial<EnterOptions>): void {
    this.#say({ type: 'show', ...(options && { options }) });
  }

  hide(): void {
    this.#say({ type: 'hide' });
  }

  back(): void {
    this.#say({ type: 'back' });
  }

  setDevice(change: Partial<DeviceInfo>, device: DeviceInfo): void {
    this.stack.appear(appearanceOf(device));
    this.#say({ type: 'device', change });
  }

  /** Nothing of it runs again; what it has kept stays. */
  kill(): void {
    this.#killed = true;
    this.#worker.terminate();
    this.stack.remove();
  }

  #say(message: ToLogic): void {
    if (!this.#killed) this.#worker.postMessage(message);
  }

  #hear(message: FromLogic, host: AppHost): void {
    switch (message.type) {
      case 'call':
        this.#call(message);
        break;
      case 'log':
        host.log(message.entry);
        break;
      case 'state':
        this.state = message.state;
        this.pages = message.pages;
        host.changed();
        break;
      case 'broken':
        host.complain(message.message);
        break;
    }
  }

  #call({ call, port, method, values }: Extract<FromLogic, { type: 'call' }>): void {
    const target = this.#ports[port] as unknown as Record<string, (...given: unknown[]) => void>;
    target[method]!(...values, (...answers: unknown[]) => {
      this.#say({ type: 'reply', call, values: answers });
    });
  }

  #tellOfComponent(webviewId: number, change: { op: string } & Record<string, unknown>): void {
    const { op, ...rest } = change;
    if (op === 'create') this.#say({ type: 'createComponent', message: { webviewId, ...rest } as never });
    else this.#say({ type: `${op}Component`, ...rest } as never);
  }
}

function appearanceOf({ theme, safeAreaBottom }: DeviceInfo): Appearance {
  return { theme, safeAreaBottom };
}

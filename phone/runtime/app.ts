import type { EnterOptions } from './options';
import type { RunState } from './run-state';

type Listener = (...values: unknown[]) => void;
type AppObject = Record<string, unknown>;

/** `App()`: the one instance, its lifecycle, and the `wx.onApp…` listeners that hear the same. */
export class App {
  readonly #run: RunState;
  #instance: AppObject | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(run: RunState) {
    this.#run = run;
  }

  get instance(): AppObject | undefined {
    return this.#instance;
  }

  /** What the file calls: members are copied, those of prototypes too. Only the first call counts. */
  register(instance: AppObject, definition: AppObject, onRegistered: () => void): void {
    if (this.#instance) return;
    for (const name in definition) instance[name] = definition[name];
    this.#instance = instance;
    onRegistered();
  }

  launch(options: EnterOptions): void {
    this.#call('onLaunch', options);
  }

  show(options: EnterOptions, listenersHear = true): void {
    this.#call('onShow', options);
    if (listenersHear) this.emit('AppShow', options);
  }

  hide(): void {
    this.#call('onHide');
    this.emit('AppHide', {});
  }

  pageNotFound(options: { path: string; query: object; isEntryPage: boolean }): void {
    this.#call('onPageNotFound', options);
    this.emit('PageNotFound', options);
  }

  themeChange(change: { theme: string }): void {
    this.#call('onThemeChange', change);
    this.emit('ThemeChange', change);
  }

  unhandledRejection(reason: unknown): void {
    this.#call('onUnhandledRejection', { reason });
    this.emit('UnhandledRejection', { reason });
  }

  error(message: string): void {
    this.#call('onError', message);
    this.emit('Error', message);
  }

  /** `wx.on…` and `wx.off…`, by the name after `on`. `off` without a listener removes all. */
  on(name: string, listener: unknown): void {
    if (typeof listener !== 'function') return;
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known.add(listener as Listener));
  }

  off(name: string, listener?: unknown): void {
    if (listener === undefined) this.#listeners.delete(name);
    else this.#listeners.get(name)?.delete(listener as Listener);
  }

  emit(name: string, ...values: unknown[]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      this.#run.deliver(() => listener(...values));
    }
  }

  #call(name: string, ...values: unknown[]): void {
    const method = this.#instance?.[name];
    if (typeof method === 'function') this.#run.deliver(() => method.apply(this.#instance, values));
  }
}

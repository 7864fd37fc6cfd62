import type { Ports } from './ports';

export type State = 'foreground' | 'background' | 'suspended' | 'destroyed';

/** WeChat stops an app's JavaScript this long after it has gone to the background. */
export const suspendAfterMs = 5_000;

/**
 * Whether the app's code may run now. Every entry into that code goes through `deliver`: it waits while the app is suspended, is dropped
 * when the app is destroyed, and an exception is reported instead of reaching the host.
 */
export class RunState {
  state: State = 'foreground';
  readonly #ports: Pick<Ports, 'clock'>;
  readonly #reportError: (error: unknown) => void;
  #held: (() => void)[] = [];
  #suspendTimer: unknown;
  /** Called at the moment of suspension. */
  onSuspension: () => void = () => {};

  constructor(ports: Pick<Ports, 'clock'>, reportError: (error: unknown) => void) {
    this.#ports = ports;
    this.#reportError = reportError;
  }

  deliver(run: () => void): void {
    if (this.state === 'suspended') this.#held.push(run);
    else if (this.state !== 'destroyed') this.#guarded(run);
  }

  /** Delivers in a later turn: what WeChat's native side answers never comes within the call. */
  deliverLater(run: () => void): void {
    this.#ports.clock.setTimeout(() => this.deliver(run), 0);
  }

  toBackground(): void {
    this.state = 'background';
    this.#suspendTimer = this.#ports.clock.setTimeout(() => this.#suspend(), suspendAfterMs);
  }

  /** @param show what tells the app, if it is to come before the callbacks that were held back */
  toForeground(show: () => void, order: 'callbacksFirst' | 'showFirst'): void {
    this.#ports.clock.clearTimeout(this.#suspendTimer);
    this.state = 'foreground';
    const held = this.#held;
    this.#held = [];
    if (order === 'showFirst') show();
    for (const run of held) this.deliver(run);
    if (order === 'callbacksFirst') show();
  }

  destroy(): void {
    this.#ports.clock.clearTimeout(this.#suspendTimer);
    this.state = 'destroyed';
    this.#held = [];
  }

  #suspend(): void {
    this.state = 'suspended';
    this.onSuspension();
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#reportError(error);
    }
  }
}

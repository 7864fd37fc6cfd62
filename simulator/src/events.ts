import type { ContractAction } from './contracts';
import type { Attempt } from './notification-sender';
import type { NotificationRecord } from './notifier';
import type { RequestRecord } from './request-log';

/** What has happened at the stand-in for WeChat. A listener gets it as it is at that moment: records go on to change. */
export type PlatformEvent =
  /** A request that has been answered, or never will be. */
  | { type: 'request'; request: RequestRecord }
  /** An attempt to notify, with the state after it; `number` counts from 1, copies included. Without an attempt, 0: it is never sent. */
  | {
      type: 'notification';
      notification: Omit<NotificationRecord, 'attempts'>;
      attempt: Attempt | null;
      number: number;
    }
  /** Somebody has done something with a signing session or a contract. `mode`: of a termination. */
  | { type: 'action'; at: string; action: ContractAction; outContractCode: string; mode: string | null }
  | { type: 'reset'; at: string };

/** Tells whoever listens what happens, at once and in order. */
export class Events {
  readonly #listeners = new Set<(event: PlatformEvent) => void>();

  emit(event: PlatformEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** @returns what ends it */
  subscribe(listener: (event: PlatformEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

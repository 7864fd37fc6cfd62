import type { ContractAction } from './contracts';
import type { OperationName } from './faults';
import type { Attempt, NotificationRecord, SentNotification } from './notification-sender';

/** What is known of a request when it comes. */
export interface AskedRequest {
  at: string;
  /** Null: no such API. */
  operation: OperationName | null;
  method: string;
  /** Path and query; a secret in the query is left out. */
  url: string;
  userAgent: string | null;
  /** `Wechatpay-Serial` of the request. */
  serial: string | null;
  /** `nonce_str` of the request. */
  nonce: string | null;
  body: unknown;
}

export interface RequestRecord extends AskedRequest {
  /** The answer; null while there is none, and for good when the connection was broken or left hanging. */
  status: number | null;
  code: string | null;
  requestId: string | null;
  /** The answer's body as JSON, else as text; a secret in it is left out. */
  answer: unknown;
  /** Milliseconds until the answer. */
  ms: number | null;
  /** What kind of fault struck, `answer` when only the answer was changed. */
  fault: 'timeout' | 'reset' | 'http' | 'answer' | null;
}

/** What has happened at the stand-in for WeChat. A listener gets it as it is at that moment: records go on to change. */
export type PlatformEvent =
  /** A request that has been answered, or never will be. */
  | { type: 'request'; request: RequestRecord }
  /** An attempt to notify, with the state after it; `number` counts from 1, copies included. Without an attempt, 0: it is never sent. */
  | {
      type: 'notification';
      notification: Omit<NotificationRecord, 'attempts'>;
      attempt: Attempt | null;
      /** Of this attempt alone: it is not kept. */
      sent: SentNotification | null;
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

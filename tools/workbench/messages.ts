import type { ObservedEntry } from '@contract-kit/shared';

/** What went wrong when the merchant's code was loaded. */
export interface LoadProblem {
  message: string;
  stack?: string;
}

/** What the server's process says to `npm start`. */
export type FromServer =
  | { type: 'observed'; entry: ObservedEntry }
  /** The answer to `merchant`: without a problem it runs from now on. */
  | { type: 'merchant'; id: number; problem?: LoadProblem };

/** What is said to it. */
export type ToServer =
  /** A bundle of the merchant's code. */
  | { type: 'merchant'; id: number; file: string }
  /** An event that the merchant has not taken is to be sent again now. */
  | { type: 'deliver'; outContractCode: string; event: 'signed' | 'terminated' };

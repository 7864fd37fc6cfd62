import type { SigningStatus } from './status-names';

/**
 * What a server tells whoever observes it, as JSON: what `npm start` draws as its timeline. An entry that is masked has `[redacted]` in place of
 * openids, tokens, ids of sessions and contracts, and keys.
 */
export type ObservedEntry = {
  /** When it began, in milliseconds since 1970. */
  at: number;
  outContractCode?: string;
} & (
  | {
      /** Of our HTTP API, answered. */
      kind: 'request';
      requestId: string;
      method: string;
      /** With its query. */
      path: string;
      status: number;
      ms: number;
      /** The code in an error answer. */
      problem?: string;
    }
  | {
      /** To WeChat Pay or WeChat's login, with its attempts. */
      kind: 'call';
      operation: string;
      /** `ok`, or what kept its answer from being used. */
      outcome: string;
      attempts: number;
      ms: number;
      /** Of the last answer; absent when none came. */
      httpStatus?: number;
      /** What WeChat calls its refusal. */
      code?: string;
      reason?: string;
    }
  | {
      /** It has changed what is known of a signing. */
      kind: 'fact';
      fact: string;
      status: SigningStatus;
      /** The line of the rule that gives the status. */
      rule: string;
      version: string;
      /** As they stand now, by name. */
      facts: Record<string, unknown>;
    }
  | {
      /** One attempt to deliver an event to the merchant. */
      kind: 'event';
      name: 'signed' | 'terminated';
      eventId: string;
      /** As the merchant's function gets it. */
      event: Record<string, unknown>;
      /** From 1 on; above `attempts` it was sent again by hand, or by the daily look at the dead. */
      attempt: number;
      /** After so many it is dead. */
      attempts: number;
      outcome: 'delivered' | 'failed';
      /** It was taken after its time was over, when the attempt had failed already. */
      late?: true;
      /** What the merchant's function took. */
      ms: number;
      error?: { message: string; stack?: string };
      /** When it is tried again, in ms since 1970; absent of a dead one. */
      nextAt?: number;
    }
  | {
      /** Written by the merchant's code to the console. */
      kind: 'print';
      stream: 'stdout' | 'stderr';
      text: string;
      /** During which call, if it was one. */
      eventId?: string;
      attempt?: number;
    }
  | {
      /** A warning or an error of the server's log that no other kind of entry tells. */
      kind: 'trouble';
      level: 'warn' | 'error';
      text: string;
      zh?: string;
      fields: Record<string, unknown>;
    }
);

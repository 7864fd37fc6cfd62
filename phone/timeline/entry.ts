import type { SigningStatus } from '@contract-kit/shared';

/** Who takes part in a signing, from left to right. */
export type Lane = 'user' | 'miniprogram' | 'server' | 'wechatpay' | 'merchant';

/** What happened, as the timeline tells it. Words are the page's business; `detail` is what opens on request, decrypted. */
export type NewEntry = {
  /** When it began, in milliseconds since 1970. */
  at: number;
  outContractCode?: string;
  detail?: unknown;
} & What;

type What =
  | {
      kind: 'request';
      from: 'miniprogram' | 'server' | 'merchant';
      to: 'server' | 'wechatpay';
      /** `POST /api/signings`, or the name of WeChat Pay's operation. */
      name: string;
      /** Null: there was no answer. */
      status: number | null;
      /** The code in an error answer, or why there was none. */
      problem?: string;
      ms?: number;
      /** By which the server and its caller mean the same. */
      requestId?: string;
      /** Said by the server, which has neither body. */
      isEcho?: boolean;
    }
  | {
      kind: 'notification';
      eventType: string;
      /** 1 is the first, copies included; 0: it was not sent at all. */
      attempt: number;
      status: number | null;
      /** What the server's refusal says, why there was no answer, or why it was not sent. */
      problem?: string;
    }
  /** `rule`: the line of the rule that gives the status; `detail` has the facts as they stand. */
  | { kind: 'fact'; fact: string; status: SigningStatus; rule: string }
  /** One attempt to deliver an event; `detail` is the event itself. */
  | {
      kind: 'merchantEvent';
      name: 'signed' | 'terminated';
      eventId: string;
      outcome: 'delivered' | 'failed';
      attempt: number;
      /** After so many it is dead. */
      attempts: number;
      /** What the merchant's function took. */
      ms: number;
      /** Taken when its time was over. */
      late?: boolean;
      error?: { message: string; stack?: string };
      /** When it is tried again; absent of a dead one. */
      nextAt?: number;
    }
  /** What the merchant's code wrote to the console, and during which attempt of which event. */
  | { kind: 'print'; stream: 'stdout' | 'stderr'; text: string; eventId?: string; attempt?: number }
  /** App and page lifecycle, jumps and returns. */
  | {
      kind: 'miniprogram';
      /** Its name, for people. */
      app: string;
      /** `navigateToMiniProgram` when it is called, with `:ok` or `:fail cancel` after it what came of that. */
      what: string;
    }
  /** What the user did to the phone or in the signing mini-program, or WeChat with a contract. `on`: to what, as the user sees it. */
  | { kind: 'user'; action: string; on?: string }
  /** A warning or an error that somebody wrote; `zh` means the same in Chinese, if they said it. */
  | { kind: 'trouble'; from: Lane; level: 'warn' | 'error'; text: string; zh?: string }
  /** The code in `server/merchant` was edited: it runs now, or what ran before runs on. `detail` says why. */
  | { kind: 'code'; runs: boolean }
  | { kind: 'reset' };

export type Entry = NewEntry & { id: number };

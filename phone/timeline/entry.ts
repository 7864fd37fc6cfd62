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
      from: 'miniprogram' | 'server';
      to: 'server' | 'wechatpay';
      /** `POST /api/signings`, or the name of WeChat Pay's operation. */
      name: string;
      /** Null: there was no answer. */
      status: number | null;
      /** The code in an error answer, or why there was none. */
      problem?: string;
      ms?: number;
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
  | { kind: 'fact'; fact: string; status: SigningStatus }
  | { kind: 'merchantEvent'; name: 'signed' | 'terminated'; outcome: string }
  /** App and page lifecycle, jumps and returns. */
  | {
      kind: 'miniprogram';
      /** Its name, for people. */
      app: string;
      /** `navigateToMiniProgram` when it is called, with `:ok` or `:fail cancel` after it what came of that. */
      what: string;
    }
  /** What the user did in the signing mini-program, or WeChat with a contract. */
  | { kind: 'user'; action: string }
  /** A warning or an error that somebody wrote; `zh` means the same in Chinese, if they said it. */
  | { kind: 'trouble'; from: Lane; level: 'warn' | 'error'; text: string; zh?: string }
  | { kind: 'reset' };

export type Entry = NewEntry & { id: number };

import type { DecryptionError } from './decrypt';
import type { SignatureFault } from './verify';

/** WeChat Pay's words, in camelCase. Times are RFC 3339 in UTC with milliseconds. */

export interface PreEntrustSignRequest {
  spAppid: string;
  /** Exactly one of the two openids is given. */
  spOpenid?: string;
  subMchid: string;
  subAppid: string;
  subOpenid?: string;
  serviceId: number;
  outContractCode: string;
  notifyUrl: string;
  contractDisplayAccount: string;
}

export interface PreEntrustSignResponse {
  preEntrustwebId: string;
  mchid: string;
  subMchid: string;
  serviceId: number;
  outContractCode: string;
  signMpAppid: string;
  signMpPath: string;
}

/**
 * What a verified notification or query answer says of one contract. A field that it does not carry is absent.
 * Query answers call the provider's side `appid` and `openid`; both namings are read into `spAppid` and `spOpenid`.
 */
export interface ContractReport {
  outContractCode: string;
  /** Open enumeration: SIGNED, TERMINATED, NOT_SIGNED, SIGN_FAILED, … */
  contractState: string;
  mchid?: string;
  subMchid?: string;
  serviceId?: number;
  spAppid?: string;
  spOpenid?: string;
  subAppid?: string;
  subOpenid?: string;
  /** This and `contractSignedTime` are always there in state SIGNED or TERMINATED. */
  contractId?: string;
  contractDisplayAccount?: string;
  contractSignedTime?: string;
  /** `mode` and `remark` are empty when WeChat Pay did not say. */
  contractTerminateInfo?: { mode: string; time?: string; remark: string };
}

/**
 * The answer of a query: the contract, or word that there is none. `by` is that word: a code such as CONTRACT_NOT_EXIST,
 * or the contract_state of a 200, NOT_SIGNED or SIGN_FAILED. `mayEndContract` tells what it may be used for.
 */
export type QueryResult = { contract: ContractReport } | { contract: null; by: string };

/** A verified and decrypted notification. `id` and `eventType` are for the log; empty when it did not give them. */
export type Notification =
  | { kind: 'contract'; id: string; eventType: string; contract: ContractReport }
  | { kind: 'echo'; id: string; eventType: string; echoMessage: string }
  /** Verified and decrypted, but not understood; `outContractCode` when at least that could be read. */
  | { kind: 'unreadable'; id: string; eventType: string; outContractCode?: string; reason: string };

/** What keeps WeChat Pay from being of use until somebody mends it here. */
export type Trouble =
  /** It does not accept our signature. */
  | 'refused'
  /** The clock of this machine is more than 300 s off. */
  | 'clock_wrong';

export interface WechatPay {
  /** Whether answers and notifications can be verified and, until WeChat Pay has accepted anything of ours, no trouble is known. */
  isReady(): boolean;
  /** The trouble that its latest answers tell of. One good answer ends it. */
  trouble(): Trouble | undefined;
  /**
   * For how many ms what can wait is not to be asked, because of a trouble: jobs ask before each call. 0: ask. Once a minute
   * one caller gets through as a probe, and the others wait on.
   */
  pausedFor(): number;
  /**
   * Fetches the platform certificates, by its deadline, and keeps them fresh. That is the first call, and tells whether WeChat
   * Pay accepts us. Does not reject: `isReady` tells.
   */
  start(): Promise<void>;
  /** Ends the calls that are under way. */
  close(): Promise<void>;
  /**
   * This and the calls below reject with `WechatPayError`, by their deadlines at the latest.
   * @param withinMs a shorter deadline than the operation's own
   */
  preEntrustSign(request: PreEntrustSignRequest, withinMs?: number): Promise<PreEntrustSignResponse>;
  queryContract(
    contract: { serviceId: number; outContractCode: string },
    withinMs?: number,
  ): Promise<QueryResult>;
  terminateContract(contract: { serviceId: number; outContractCode: string; remark: string }): Promise<void>;
  /** The self-test: with a `notifyUrl`, WeChat Pay also posts a real notification there. */
  echo(request: { echoMessage: string; notifyUrl?: string }): Promise<{ echoMessage: string }>;
  /** Verifies and decrypts. `headers` are lower-cased, `body` is the bytes as they came. Rejects with `NotificationError`. */
  parseNotification(
    headers: Record<string, string | string[] | undefined>,
    body: Buffer,
  ): Promise<Notification>;
}

export type WechatPayErrorKind =
  /** A 4xx other than 429: the call was understood and refused. */
  | 'refused'
  /** 429. */
  | 'rate_limited'
  /** 5xx, or no attempt got an answer because the connection failed or broke. What became of the call is unknown. */
  | 'unavailable'
  /** No answer in time. What became of the call is unknown. */
  | 'timeout'
  /** The last answer was 2xx but could not be verified or was not what the documentation describes. */
  | 'unverified'
  /** Not asked: the clock of this machine is wrong, and every call would be refused. */
  | 'clock_wrong';

/** A call to WeChat Pay that gave no believed answer. */
export class WechatPayError extends Error {
  constructor(
    readonly kind: WechatPayErrorKind,
    message: string,
    readonly details: {
      httpStatus?: number;
      code?: string;
      requestId?: string;
      retryAfterSeconds?: number;
      /** Of a refusal: what WeChat Pay says it is about. */
      field?: string;
      /** Why an answer is not believed, if that is its signature's or its encryption's doing. */
      fault?: SignatureFault | DecryptionError['reason'];
    } = {},
  ) {
    super(message);
    this.name = 'WechatPayError';
  }
}

/** Why a notification must not be acted on: short, stable and free of secrets, counted and logged. */
export type NotificationReason =
  | SignatureFault
  | DecryptionError['reason']
  /** It is not a notification. */
  | 'envelope'
  /** It names no contract that we know. */
  | 'unreadable'
  /** It does not fit what we know of its contract. */
  | 'mismatch';

/** A notification that must not be acted on. */
export class NotificationError extends Error {
  constructor(
    readonly reason: NotificationReason,
    message: string,
  ) {
    super(message);
    this.name = 'NotificationError';
  }
}

/** An attempt that gave nothing to believe. */
export class Failure {
  constructor(
    readonly error: WechatPayError,
    readonly next: 'give up' | 'try again' | 'try the other host',
  ) {}
}

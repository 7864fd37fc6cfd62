import type { ErrorCode } from './errors';
import type { SigningStatus } from './status-names';

/**
 * What the mini-program and the merchant's server say to each other: JSON over HTTPS, times in RFC 3339 UTC,
 * `Authorization: Bearer <token>` on every call but login.
 */

/** `POST /api/login` */
export interface LoginRequest {
  /** From `wx.login`: single use, valid for 5 minutes. */
  code: string;
  /** Which mini-program the code is from. Needed only when the server's configuration leaves a choice. */
  appId?: string;
  /** Which sub-merchant the user signs with. Needed only when the server's configuration leaves a choice. */
  subMchid?: string;
}

export interface LoginResponse {
  token: string;
  /** Seconds. */
  expiresIn: number;
}

/** `POST /api/signings` */
export interface CreateSigningRequest {
  /** The name that WeChat Pay's signing page shows; at most 32 bytes of UTF-8, no emoji. */
  contractDisplayAccount?: string;
}

/** What `wx.navigateToMiniProgram` is to be called with, unchanged. */
export interface Launch {
  appId: string;
  path: string;
  extraData: Record<string, string>;
}

/** One attempt to sign, as the server knows it. */
export interface Signing {
  outContractCode: string;
  status: SigningStatus;
  /** Opaque; differs when any other field but `serverTime` and `launch` does. */
  version: string;
  /** The client counter to go on from: the next jump is `seq + 1`. */
  seq: number;
  serverTime: string;
  /** Absent for a contract that was not made through this server. */
  expiresAt?: string;
  displayAccount: string;
  /** Only while a jump with it can still lead to a contract. */
  launch?: Launch;
  contractId?: string;
  signedAt?: string;
  terminatedAt?: string;
}

/** `POST /api/signings/:outContractCode/launch`: what became of the jump. */
export interface LaunchReport {
  outcome: 'opened' | 'cancelled' | 'failed';
  /** `errMsg` of `wx.navigateToMiniProgram`, at most 256 characters. */
  errMsg?: string;
  seq?: number;
}

/** `POST /api/signings/:outContractCode/return`: the mini-program is in the foreground again. */
export interface ReturnReport {
  /** The scene as WeChat gave it; 1038 is "back from another mini-program". */
  scene: number;
  /** `referrerInfo.appId` */
  referrerAppId?: string;
  /** `referrerInfo.extraData`: any JSON of at most 4 KiB. Only `return_code` and `return_msg` are read. */
  extraData?: unknown;
  seq?: number;
}

/** A contract that has been signed, in force or terminated. */
export interface Contract {
  outContractCode: string;
  contractId: string;
  status: 'signed' | 'terminated';
  serviceId: number;
  displayAccount: string;
  signedAt: string;
  terminatedAt?: string;
  /** `contract_termination_mode` as WeChat Pay gave it. */
  terminationMode?: string;
}

/** `GET /api/contracts` */
export interface ContractList {
  contracts: Contract[];
}

/** `POST /api/contracts/:outContractCode/terminate` */
export interface TerminateContractRequest {
  /** Kept by WeChat Pay as `contract_termination_remark`; 1 to 256 characters. */
  remark: string;
}

/** The body of every answer that is not 2xx. */
export interface ErrorResponse {
  error: {
    /** Stable; programs decide by it. */
    code: ErrorCode;
    /** For people, in the language of `Accept-Language` (zh-CN or en). */
    message: string;
    requestId: string;
    details?: Record<string, unknown>;
  };
}

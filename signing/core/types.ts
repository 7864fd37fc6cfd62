import type { Contract, Language, Signing } from '@contract-kit/shared/client';

/** What the user is to read, as far as the server has said. */
export type SigningPhase =
  /** Nothing is known yet. */
  | 'loading'
  /** A jump can be made: `tap()` makes it. */
  | 'ready'
  /** Jump data had to be fetched again; the user is asked to tap once more. */
  | 'tap_again'
  /** The user is, or may still be, in the signing mini-program. */
  | 'signing'
  /** Back, and WeChat Pay has not yet said what became of it. See `canReopen`, `newCodeInS` and `slow` for ways on. */
  | 'confirming'
  /** WeChat Pay knows of no contract yet; changes by itself if it is signed after all. `tap()` jumps again. */
  | 'not_signed'
  /** In force, by the server's word alone; see `doubtful`. */
  | 'signed'
  /** Stays until the user goes on: `refresh()` starts again. */
  | 'terminated'
  /** `refresh()` starts again. */
  | 'expired'
  /** WeChat lets this app open no other from where it runs (browseOnly, nativeFunctionalized, chatTool). */
  | 'cannot_jump'
  /** The server cannot be reached; it is tried again by itself. */
  | 'offline'
  /** `wx.login` or `authorization`, or the server's answer to it, failed. */
  | 'login_failed'
  /** The server answered with an error; see `error`. */
  | 'server_error';

export interface SigningState {
  phase: SigningPhase;
  /** As the server says it: go by `phase`, since its status may be one that only a newer server knows. */
  signing?: Signing;
  /** Of `signed` and `terminated`, also when the server says that the user has signed before. */
  contract?: Pick<Contract, 'outContractCode' | 'contractId' | 'displayAccount' | 'signedAt'>;
  /**
   * Of `login_failed` and `server_error`: the server's own text for people (empty when it is not the server that
   * failed), its stable code, the request id that support asks for, and whatever else is known: `details.errMsg` is why
   * `wx.login` or `authorization` failed, for developers.
   */
  error?: { code: string; message: string; requestId?: string; details?: Record<string, unknown> };
  /**
   * Of `signed`: so it stands in the server's records, but WeChat Pay could not confirm just now that it is still in
   * force. `refresh()` asks again; a user who has ended it in WeChat asks the merchant.
   */
  doubtful?: boolean;
  /** The jump dialog was refused, or the jump failed: shown beside the button. */
  notice?: 'jump_cancelled' | 'jump_failed';
  /**
   * Of `signing` and `confirming`: this attempt is running out, and can no longer be jumped with. In so many seconds a
   * new one is fetched by itself (0: now); counted down while the page is shown.
   */
  newCodeInS?: number;
  /** False where WeChat lets this app open no other (see `cannot_jump`): offer nothing that leads there. */
  canJump: boolean;
  /**
   * Confirming for 10 s (60 s after a return that claims success): offer those who have not signed to open the signing page
   * again, by `tap()`. Confirming goes on beside it.
   */
  canReopen: boolean;
  /**
   * Confirming for more than 90 s in the foreground, or with nothing else to offer: the user may leave, the result
   * will be here; `refresh()` asks again.
   */
  slow: boolean;
  /** Something is under way that a second tap would not hasten. */
  busy: boolean;
}

export interface CoreOptions {
  /** WeChat's `wx`, or `Taro`. */
  wx: Wx;
  /** The merchant's server: origin and path, without a slash at its end. */
  baseUrl: string;
  /** Sent as Accept-Language. */
  language?(): Language;
  /** The name that WeChat Pay's signing page shows; default: the server's. */
  contractDisplayAccount?: string;
  /** Named in the login when the server has more than one merchant. */
  login?: { appId?: string; subMchid?: string };
  /**
   * In place of `wx.login`, for an app with users and a back end of its own: gets a token for whoever is logged in now,
   * which that back end makes by `POST /service/tokens`, or whatever bearer token `authenticate` of a
   * `createContractServer` takes. Fetch a fresh one each time: it is asked for at the launch, or when first needed, and
   * again only after the server has answered 401; one asking at a time, each for 10 s at most. Reject when nobody is
   * logged in, and call `forgetUser()` when that changes.
   */
  authorization?(): string | Promise<string>;
}

/** A user's way through one signing, without a view. Its functions may be passed on without it. */
export interface SigningCore {
  /** The same object until something changes. */
  getState(): SigningState;
  /**
   * The listener is called when the state changed, and when a termination began or ended.
   * @returns what ends the subscription
   */
  subscribe(listener: () => void): () => void;
  /** The signing page is shown: fetches what the button needs, or goes on with a pending jump. */
  open(): void;
  /** The signing page is left: stops asking; a pending jump stays pending. */
  close(): void;
  /** Call it in the tap handler itself, not after anything asynchronous: it jumps before it returns, or asks for another tap. */
  tap(): void;
  /** 我已完成，查看结果 / 刷新 / try again / start again, whatever the state offers. */
  refresh(): void;
  /**
   * At the app's launch, on whichever page it starts: reports the return of a jump that was pending, and logs in, so that
   * the signing page waits for one request and not for three. That costs each cold start, also of users who never sign,
   * a `wx.login`, and the server one call of WeChat's code2Session and 0.3 kB of Redis for 7 days; or an `authorization`.
   * No login while there is a token, nor where the app can open no other. One that fails is not shown; the page tries
   * again when it opens.
   */
  resumePendingSigning(): void;
  /**
   * Where the app has users of its own, call it whenever one logs out, or another logs in: forgets the token, what was
   * shown, and the pending jump and terminations, and asks `authorization` again, at once if the signing page is shown.
   * Without it the next user would go on with the token of the one before until the server refuses that.
   */
  forgetUser(): void;
  /**
   * The user's contracts, terminated ones included, newest first, 20 at a time. Goes on with terminations that a
   * kill interrupted.
   * @param before the outContractCode to go on after
   * @throws SigningError
   */
  listContracts(before?: string): Promise<Contract[]>;
  /**
   * Ends a contract and resolves when the server has confirmed it, which can take minutes. While one is under way,
   * also since before a kill, another call joins it.
   * @param remark kept by WeChat Pay; 1 to 256 characters
   * @throws SigningError when it was refused
   */
  terminate(outContractCode: string, remark: string): Promise<Contract>;
  /** Whether one is under way. After a failed login none is, until the list is read again or it is asked for again. */
  isTerminating(outContractCode: string): boolean;
}

/** The part of `wx` that the core uses. `Taro` has it too. */
export interface Wx {
  login(options: {
    timeout: number;
    success(result: { code: string }): void;
    fail(error: { errMsg: string }): void;
  }): unknown;
  request(options: {
    url: string;
    method: 'GET' | 'POST';
    header: Record<string, string>;
    data?: object;
    timeout: number;
    success(result: { statusCode: number; data: unknown; header: object }): void;
    fail(error: { errMsg: string }): void;
  }): { abort(): void };
  navigateToMiniProgram(options: {
    appId: string;
    path: string;
    extraData: Record<string, string>;
    success(result: { errMsg: string }): void;
    fail(error: { errMsg: string }): void;
  }): unknown;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: unknown): void;
  getEnterOptionsSync(): EnterOptions;
  onAppShow(listener: (options: EnterOptions) => void): void;
  onAppHide(listener: () => void): void;
}

/** What WeChat says of why the app came to the foreground. */
export interface EnterOptions {
  scene: number;
  referrerInfo?: { appId?: string; extraData?: unknown };
  apiCategory?: string;
}

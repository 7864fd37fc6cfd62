import type { ErrorResponse, LoginRequest, LoginResponse } from '@contract-kit/shared/client';
import { type FailureDetails, networkError, SigningError, toSigningError } from './failure';
import type { Run } from './retry';
import type { CoreOptions } from './types';

const TIMEOUT_MS = 10_000;
/** WeChat can lose a callback while the app is in the background: later than this none is waited for. */
const LOST_AFTER_MS = 1000;
/** Of whatever Retry-After says: nobody looks at a page for longer. */
const LONGEST_RETRY_AFTER_MS = 60_000;

interface CallOptions {
  body?: object;
  timeoutMs?: number;
  /** Aborts the request when it is cancelled. */
  run?: Run;
}

export interface Http {
  /**
   * The body of a 2xx answer. Logs in when there is no token; a 401 gives one fresh login and one repeat.
   * @throws SigningError
   */
  call<Body>(method: 'GET' | 'POST', path: string, options?: CallOptions): Promise<Body>;
  /** Begins the login that the next call would wait for. What fails now that call tries again, and speaks of. */
  logIn(): void;
}

/** Calls the merchant's server as the user. The token is kept in memory only: the phone may change hands. */
export function createHttp({ wx, baseUrl, language, login: choice }: CoreOptions): Http {
  let token: string | undefined;
  let loggingIn: Promise<string> | undefined;

  return {
    async call(method, path, options = {}) {
      for (let repeated = false; ; repeated = true) {
        const used = token || (await login());
        try {
          return await send(method, path, options, used);
        } catch (error) {
          if (!isUnauthorized(error)) throw error;
          // Unless another caller has already got a new one.
          if (token === used) token = undefined;
          if (repeated) throw asLoginFailure(error);
        }
      }
    },
    logIn() {
      if (!token) login().catch(() => {});
    },
  };

  /** One at a time, for all callers. */
  function login(): Promise<string> {
    if (!loggingIn) {
      loggingIn = exchangeCode()
        // A code is good for one use, and the answer to that may have been lost.
        .catch((error) => (isUnauthorized(error) ? exchangeCode() : Promise.reject(error)))
        .catch((error) => Promise.reject(asLoginFailure(error)));
      loggingIn.then(ended, () => ended());
    }
    return loggingIn;
  }

  function ended(fresh?: string): void {
    token = fresh;
    loggingIn = undefined;
  }

  async function exchangeCode(): Promise<string> {
    const code = await settled<string>(TIMEOUT_MS, (resolve, reject) =>
      wx.login({
        timeout: TIMEOUT_MS,
        success: (result) => resolve(result.code),
        fail: ({ errMsg }) =>
          reject(
            isOfNetwork(errMsg)
              ? networkError(errMsg)
              : new SigningError('login', '', { details: { errMsg } }),
          ),
      }),
    );
    const body: LoginRequest = { code, ...choice };
    return (await send<LoginResponse>('POST', '/api/login', { body })).token;
  }

  function send<Body>(
    method: 'GET' | 'POST',
    path: string,
    { body, timeoutMs = TIMEOUT_MS, run }: CallOptions,
    bearer?: string,
  ): Promise<Body> {
    return settled<Body>(
      timeoutMs,
      (resolve, reject) =>
        wx.request({
          url: baseUrl + path,
          method,
          header: {
            'Content-Type': 'application/json',
            'Accept-Language': language ? language() : 'zh-CN',
            ...(bearer && { Authorization: `Bearer ${bearer}` }),
          },
          ...(body && { data: body }),
          timeout: timeoutMs,
          success({ statusCode, data, header }) {
            if (statusCode < 200 || statusCode > 299) reject(errorOf(statusCode, data, header));
            else if (data && typeof data === 'object') resolve(data as Body);
            // Not the server's: the sign-in page of a Wi-Fi network, for one.
            else reject(networkError('not JSON'));
          },
          fail: ({ errMsg }) => reject(networkError(errMsg)),
        }),
      run,
    );
  }
}

/** What a call of `wx` comes to; aborted when its time is up or the run is cancelled. */
function settled<T>(
  timeoutMs: number,
  start: (resolve: (value: T) => void, reject: (error: SigningError) => void) => unknown,
  run?: Run,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let task: Partial<{ abort(): void }> | undefined;
    const abort = () => {
      clearTimeout(timer);
      reject(networkError('aborted'));
      if (task?.abort) task.abort();
    };
    const timer = setTimeout(abort, timeoutMs + LOST_AFTER_MS);
    if (run) {
      if (run.cancelled) return abort();
      run.stop = abort;
    }
    const then =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        settle(value);
      };
    task = start(then(resolve), then(reject)) as typeof task;
    ignoreRejection(task);
  });
}

/** `Taro` also returns a promise, which rejects when `fail` is called. */
export function ignoreRejection(returned: unknown): void {
  const promise = returned as Partial<Promise<unknown>> | undefined;
  if (promise?.catch) promise.catch(() => {});
}

const isUnauthorized = (error: unknown) => toSigningError(error).status === 401;

/** WeChat's text is the system's own on some phones; without a reason, none is likelier than this one. */
const isOfNetwork = (errMsg: string) => /time.*out|net|interrupt|abort|网|超时|fail[: ]*$/i.test(errMsg);

function asLoginFailure(thrown: unknown): SigningError {
  const error = toSigningError(thrown);
  return error.kind === 'server' ? new SigningError('login', error.message, error) : error;
}

function errorOf(status: number, data: unknown, header: object): SigningError {
  const known: FailureDetails = { status };
  for (const [name, value] of Object.entries(header || {})) {
    if (name.toLowerCase() === 'retry-after' && value > 0)
      known.retryAfterMs = Math.min(1000 * value, LONGEST_RETRY_AFTER_MS);
  }
  // What is between us and the server answers with pages of its own.
  const { error } = (data || {}) as Partial<ErrorResponse>;
  return new SigningError('server', error?.message || '', { ...known, ...error });
}

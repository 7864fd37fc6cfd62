import type { ErrorResponse } from '@contract-kit/shared/client';
import { type FailureDetails, networkError, SigningError } from './failure';
import type { Run } from './retry';
import type { CoreOptions } from './types';

export const TIMEOUT_MS = 10_000;
/** WeChat can lose a callback while the app is in the background: later than this none is waited for. */
const LOST_AFTER_MS = 1000;
/** Of whatever Retry-After says: nobody looks at a page for longer. */
const LONGEST_RETRY_AFTER_MS = 60_000;

export interface CallOptions {
  body?: object;
  timeoutMs?: number;
  /** Aborts the request when it is cancelled. */
  run?: Run;
}

/** One request to the merchant's server, and the body of its 2xx answer. */
export type Send = <Body>(
  method: 'GET' | 'POST',
  path: string,
  options: CallOptions,
  bearer?: string,
) => Promise<Body>;

export function createSend({ wx, baseUrl, language }: CoreOptions): Send {
  return <Body>(
    method: 'GET' | 'POST',
    path: string,
    { body, timeoutMs = TIMEOUT_MS, run }: CallOptions,
    bearer?: string,
  ) =>
    settled<Body>(
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

/** What something that calls back comes to; aborted when its time is up or the run is cancelled. */
export function settled<T>(
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

import type { LoginRequest, LoginResponse } from '@contract-kit/shared/client';
import { isUnauthorized, networkError, SigningError, toSigningError } from './failure';
import { type Send, settled, TIMEOUT_MS } from './request';
import type { CoreOptions } from './types';

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;

/**
 * Gets a token of the server's: from the merchant's own back end, or for a code of `wx.login`.
 * @throws SigningError
 */
export function createLogin({ wx, login: choice, authorization }: CoreOptions, send: Send) {
  return (): Promise<string> =>
    authorization
      ? ask(authorization)
      : exchangeCode()
          // A code is good for one use, and the answer to that may have been lost.
          .catch((error) => (isUnauthorized(error) ? exchangeCode() : Promise.reject(error)))
          .catch((error) => Promise.reject(asLoginFailure(error)));

  async function exchangeCode(): Promise<string> {
    const code = await settled<string>(TIMEOUT_MS, (resolve, reject) =>
      wx.login({
        timeout: TIMEOUT_MS,
        success: (result) => resolve(result.code),
        fail: ({ errMsg }) => reject(loginFailed(errMsg)),
      }),
    );
    const body: LoginRequest = { code, ...choice };
    return (await send<LoginResponse>('POST', '/api/login', { body })).token;
  }
}

/** It may do anything, and take for ever. */
const ask = (authorization: () => string | Promise<string>): Promise<string> =>
  settled(TIMEOUT_MS, (resolve, reject) => {
    const fail = (thrown: unknown) =>
      // Of `wx.request`, or an Error. Asked again it would say the same, so this is as good as an answer of the server.
      reject(loginFailed(Object(thrown).errMsg || String(thrown), { status: 401 }));
    Promise.resolve()
      .then(authorization)
      .then((token: unknown) => {
        if (typeof token === 'string' && BEARER_TOKEN.test(token)) resolve(token);
        else fail('authorization() must give a token: see POST /service/tokens');
      }, fail);
  });

/** WeChat's text is the system's own on some phones; without a reason, none is likelier than this one. */
const isOfNetwork = (errMsg: string) => /time.*out|net|interrupt|abort|网|超时|fail[: ]*$/i.test(errMsg);

const loginFailed = (errMsg: string, known?: object): SigningError =>
  isOfNetwork(errMsg)
    ? networkError(errMsg)
    : new SigningError('login', '', { ...known, details: { errMsg } });

export function asLoginFailure(thrown: unknown): SigningError {
  const error = toSigningError(thrown);
  return error.kind === 'server' ? new SigningError('login', error.message, error) : error;
}

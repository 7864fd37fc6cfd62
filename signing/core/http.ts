import { isUnauthorized } from './failure';
import { asLoginFailure, createLogin } from './login';
import { type CallOptions, createSend } from './request';
import type { CoreOptions } from './types';

export interface Http {
  /**
   * The body of a 2xx answer. Logs in when there is no token; a 401 gives one fresh login and one repeat.
   * @throws SigningError
   */
  call<Body>(method: 'GET' | 'POST', path: string, options?: CallOptions): Promise<Body>;
  /** Begins the login that the next call would wait for. What fails now that call tries again, and speaks of. */
  logIn(): void;
  /** The token is used no more, nor is one that is being asked for. */
  logOut(): void;
}

/**
 * Calls the merchant's server as the user. The token is kept in memory only: the phone may change hands.
 * @param onRefused the server does not take what `authorization` gave: whoever comes next may be another user, or nobody
 */
export function createHttp(options: CoreOptions, onRefused: () => void): Http {
  const send = createSend(options);
  const getToken = createLogin(options, send);
  let token: string | undefined;
  let loggingIn: Promise<string> | undefined;

  return {
    async call<Body>(method: 'GET' | 'POST', path: string, callOptions: CallOptions = {}) {
      for (let repeated = false; ; repeated = true) {
        const used = token || (await login());
        // If not, another caller has a new one, and what this one is answered may be none of its user's business.
        const isCurrent = () => token === used;
        try {
          const answer = await send<Body>(method, path, callOptions, used);
          if (isCurrent()) return answer;
        } catch (error) {
          if (isUnauthorized(error)) {
            if (isCurrent()) refused();
            if (repeated) throw asLoginFailure(error);
          } else if (isCurrent()) throw error;
        }
      }
    },
    logIn() {
      if (!token) login().catch(() => {});
    },
    logOut() {
      token = loggingIn = undefined;
    },
  };

  /** One at a time, for all callers. */
  function login(): Promise<string> {
    if (!loggingIn) {
      const mine = getToken();
      const ended = (fresh?: string) => {
        if (loggingIn !== mine) return;
        token = fresh;
        loggingIn = undefined;
      };
      loggingIn = mine;
      mine.then(ended, () => ended());
    }
    return loggingIn;
  }

  function refused(): void {
    token = undefined;
    if (options.authorization) onRefused();
  }
}

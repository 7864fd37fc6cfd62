import type { Contract, ContractList, ErrorCode, LoginResponse, Signing } from '@contract-kit/shared';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** Throws of an answer that is an error, so that no test takes it for what it wanted. */
  readonly body: Body;
  /** The error's stable code, of an answer that is one. */
  error?: ErrorCode;
  /** What else it says of the error. */
  details?: Record<string, unknown>;
}

/** Makes the calls that the mini-program makes. */
export function createClient(url: string, token?: string) {
  async function call<Body>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Answer<Body>> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const parsed = text === '' ? undefined : JSON.parse(text);
    const { code: error, details } = parsed?.error ?? {};
    const { status, headers } = response;
    const answer = { status, headers, ...(error && { error }), ...(details && { details }) };
    return Object.defineProperty(answer as Answer<Body>, 'body', {
      get() {
        if (!error) return parsed;
        throw new Error(`${method} ${path} answered ${status} ${text}`);
      },
    });
  }

  return {
    call,
    login: (code: string, choice: { appId?: string; subMchid?: string } = {}) =>
      call<LoginResponse>('POST', '/api/login', { code, ...choice }),
    logout: () => call<undefined>('POST', '/api/logout'),
    create: (body: object = {}) => call<Signing>('POST', '/api/signings', body),
    current: () => call<Signing>('GET', '/api/signings/current'),
    get: (code: string, query = '', signal?: AbortSignal) =>
      call<Signing>('GET', `/api/signings/${code}${query}`, undefined, signal),
    launch: (code: string, report: object = { outcome: 'opened' }) =>
      call<Signing>('POST', `/api/signings/${code}/launch`, report),
    return: (code: string, report: object = { scene: 1038 }) =>
      call<Signing>('POST', `/api/signings/${code}/return`, report),
    contracts: (query = '') => call<ContractList>('GET', `/api/contracts${query}`),
    terminate: (code: string, remark = '不再需要') =>
      call<Contract>('POST', `/api/contracts/${code}/terminate`, { remark }),
  };
}

export type Client = ReturnType<typeof createClient>;

/** One contract as the simulator holds it. */
export interface SimulatedContract {
  outContractCode: string;
  contractId?: string;
  preEntrustwebId: string;
  state: string;
}

/** One notification of the simulator, with each attempt to send it. */
export interface SimulatedNotification {
  id: string;
  outContractCode?: string;
  eventType: string;
  /** What it says, decrypted. */
  resource: Record<string, unknown>;
  state: string;
  attempts: { status?: number }[];
}

/** One request to the simulator. */
export interface SimulatedRequest {
  operation: string | null;
  method: string;
  url: string;
  body: Record<string, unknown> | null;
  nonce: string | null;
  status: number | null;
}

/** What the user, WeChat or the network does: the simulator's control calls. */
export function createControl(url: string) {
  async function call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const response = await fetch(`${url}/_simulator${path}`, {
      method,
      ...(method !== 'GET' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    });
    const answer = (await response.json()) as Body;
    if (!response.ok)
      throw new Error(`simulator: ${method} ${path} ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  const requests = async () => (await call<{ requests: SimulatedRequest[] }>('GET', '/requests')).requests;

  return {
    call,
    requests,
    /** The calls of one operation about one signing. */
    callsAbout: async (outContractCode: string, operation: string) =>
      (await requests()).filter(
        ({ operation: name, url, body }) =>
          name === operation &&
          (url.includes(outContractCode) || body?.out_contract_code === outContractCode),
      ),
    code: async (user: string, appid?: string) =>
      (await call<{ code: string }>('POST', '/codes', { user, ...(appid && { appid }) })).code,
    sign: (code: string) => call('POST', `/contracts/${code}/sign`),
    abandon: (code: string) => call('POST', `/contracts/${code}/abandon`),
    fail: (code: string) => call('POST', `/contracts/${code}/fail`),
    terminate: (code: string) => call('POST', `/contracts/${code}/terminate`),
    notifications: async (query = '') =>
      (await call<{ notifications: SimulatedNotification[] }>('GET', `/notifications${query}`)).notifications,
    contracts: async () => (await call<{ contracts: SimulatedContract[] }>('GET', '/contracts')).contracts,
    notify: (settings: object) => call('PUT', '/notifications', settings),
    faults: (faults: object[]) => call('PUT', '/faults', faults),
    clock: (change: object) => call('PUT', '/clock', change),
    settings: (change: object) => call('PUT', '/settings', change),
  };
}

export type Control = ReturnType<typeof createControl>;

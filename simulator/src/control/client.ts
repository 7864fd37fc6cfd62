import type { z } from 'zod';
import type { ConfigChoice } from '../config';
import type { contractView } from '../contract-views';
import type { RequestRecord } from '../events';
import type { Fault, OperationName } from '../faults';
import type { NotificationRecord } from '../notification-sender';
import type { NotificationSettings } from '../notifier';
import type { Settings } from '../settings';
import type { ReturnedData } from './routes';
import type * as schemas from './schemas';

export type { Fault, OperationName } from '../faults';

type Method = 'GET' | 'POST' | 'PUT';
type Action = 'sign' | 'abandon' | 'fail';

/** A contract, or the session that may become one. */
export type SimulatedContract = ReturnType<typeof contractView>;

/** A request to WeChat Pay or WeChat login, with the answer. */
export interface SimulatedRequest extends RequestRecord {
  /** Of the operations that have one. */
  body: Record<string, unknown> | null;
}

/** A notification, with each attempt to send it. */
export interface SimulatedNotification extends NotificationRecord {
  /** What it says, decrypted. */
  resource: Record<string, unknown>;
}

/** What the user did in the signing mini-program, and what that hands back; null when it was left by the corner button. */
export interface Acted {
  contract: SimulatedContract;
  extraData: ReturnedData;
}

/**
 * A client of a running simulator's control calls: does what the user, WeChat's staff or the network does.
 * Each call rejects with what the simulator answered when it refuses.
 * @param url the simulator's origin
 */
export function createControl(url: string) {
  const base = `${url}/_simulator`;

  /** Any control call, by its path below `/_simulator`; a write without a body sends `{}`. */
  async function call<Answer = Record<string, unknown>>(
    method: Method,
    path: string,
    body: unknown = {},
  ): Promise<Answer> {
    const write = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(base + path, { method, ...(method !== 'GET' && write) }).catch((cause) => {
      const message = `连不上模拟器 ${url}：它在运行吗？The simulator at ${url} cannot be reached: is it running?`;
      throw new Error(message, { cause });
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`模拟器拒绝了 simulator: ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  const ofContract = (outContractCode: string, what: string) =>
    `/contracts/${encodeURIComponent(outContractCode)}/${what}`;
  const act = (action: Action) => (outContractCode: string) =>
    call<Acted>('POST', ofContract(outContractCode, action));

  /** Oldest first. */
  const requests = async () => (await call<{ requests: SimulatedRequest[] }>('GET', '/requests')).requests;

  return {
    /** Where the control calls are, without a slash at its end. */
    url: base,
    call,
    /** The environment variables that make a server use this simulator. */
    config: (choice: ConfigChoice = {}) => call<Record<string, string>>('GET', `/config${queryOf(choice)}`),
    /** A `wx.login` code of this user. @param appid of the mini-program; default: the first merchant's */
    code: async (user: string, appid?: string) =>
      (await call<{ code: string }>('POST', '/codes', { user, appid })).code,

    /** The user agrees. */
    sign: act('sign'),
    /** The user leaves without agreeing; may still agree later. */
    abandon: act('abandon'),
    /** The user agrees, and it fails. */
    fail: act('fail'),
    /** The same three, by the session that the mini-program was opened with. @param user who must be the one it is for */
    inSession: (preEntrustwebId: string, action: Action, user: string) =>
      call<Acted>('POST', `/sign-sessions/${encodeURIComponent(preEntrustwebId)}/${action}`, { user }),
    /** The user ends the contract in WeChat. */
    terminate: async (outContractCode: string) =>
      (await call<{ contract: SimulatedContract }>('POST', ofContract(outContractCode, 'terminate')))
        .contract,
    /** The session ends unsigned, as by time. */
    expire: (outContractCode: string) => call('POST', ofContract(outContractCode, 'expire')),
    /** How queries of this contract are answered, apart from the others. */
    query: (outContractCode: string, change: z.input<typeof schemas.querySettings>) =>
      call('PUT', ofContract(outContractCode, 'query'), change),

    /** Oldest first. */
    contracts: async () => (await call<{ contracts: SimulatedContract[] }>('GET', '/contracts')).contracts,
    requests,
    /** The requests of one operation about one signing, oldest first. */
    callsAbout: async (outContractCode: string, operation: OperationName) =>
      (await requests()).filter(
        ({ operation: name, url, body }) =>
          name === operation &&
          (url.includes(outContractCode) || body?.out_contract_code === outContractCode),
      ),
    /** Those that fit, the oldest first; `wait`: as soon as there is one, or after so many seconds. */
    notifications: async (wanted: z.input<typeof schemas.notificationQuery> = {}) =>
      (await call<{ notifications: SimulatedNotification[] }>('GET', `/notifications${queryOf(wanted)}`))
        .notifications,

    /** What becomes of notifications from now on; what is not named goes back to its default. */
    notify: (settings: Partial<NotificationSettings>) => call('PUT', '/notifications', settings),
    /** What fails from now on, in place of what failed before. */
    faults: (faults: Fault[]) => call('PUT', '/faults', faults),
    clock: (change: z.input<typeof schemas.clockChange>) => call('PUT', '/clock', change),
    /** What is not named stays. Resolves to all of them. */
    settings: (change: z.input<typeof schemas.settingsChange>) => call<Settings>('PUT', '/settings', change),
    /** Clears everything but the keys. */
    reset: () => call('POST', '/reset'),
  };
}

export type Control = ReturnType<typeof createControl>;

function queryOf(wanted: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value));
  return query.size > 0 ? `?${query}` : '';
}

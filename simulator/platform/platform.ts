import { setMaxListeners } from 'node:events';
import { Clock } from './clock';
import { notificationResource } from './contract-views';
import { type Contract, type ContractSettings, Contracts } from './contracts';
import { Events } from './events';
import { Faults } from './faults';
import { type Keys, loadKeys } from './keys';
import { Notifier } from './notifier';
import type { ResolvedOptions } from './options';
import { RequestChecks } from './request-checks';
import { RequestLog } from './request-log';
import { Users } from './users';

/** What is undocumented, or too slow for a test, and can therefore be chosen. */
export interface Settings extends ContractSettings {
  /** A query of a code that was never signed: 404 RESOURCE_NOT_EXISTS, or 200 with NOT_SIGNED or SIGN_FAILED. */
  queryOfUnsigned: 'RESOURCE_NOT_EXISTS' | 'NOT_SIGNED';
}

/** Everything that the stand-in for WeChat knows. */
export interface Platform {
  options: ResolvedOptions;
  keys: Keys;
  clock: Clock;
  settings: Settings;
  users: Users;
  contracts: Contracts;
  notifier: Notifier;
  faults: Faults;
  checks: RequestChecks;
  requests: RequestLog;
  events: Events;
  /** Aborted when the simulator closes. */
  closing: AbortSignal;
  /** Clears everything but the keys. */
  reset(): void;
  close(): Promise<void>;
}

export async function createPlatform(options: ResolvedOptions): Promise<Platform> {
  const keys = await loadKeys(options.dir);
  const closing = new AbortController();
  // As many as there are readers of the events.
  setMaxListeners(0, closing.signal);
  const clock = new Clock(options.timeScale);
  const firstSettings: Settings = {
    sessionLifetimeSeconds: options.sessionLifetimeSeconds,
    failureEndsSession: false,
    queryOfUnsigned: 'RESOURCE_NOT_EXISTS',
  };
  const settings = { ...firstSettings };
  const users = new Users(clock, options.foreignCodes);
  const events = new Events();
  const notifier = new Notifier(clock, keys, events, options.log);
  const contracts = new Contracts(clock, users, settings, (contract, action) => {
    events.emit({
      type: 'action',
      at: new Date().toISOString(),
      action,
      outContractCode: contract.request.out_contract_code,
      mode: contract.termination?.mode ?? null,
    });
    if (action !== 'sign' && action !== 'terminate') return;
    const event = action === 'sign' ? 'SIGN' : 'TERMINATE';
    notifier.notify(contractNotification(contract, event, options.mchid, notifier.settings.eventType));
  });
  const faults = new Faults();
  const checks = new RequestChecks(options.mchid, keys);
  const requests = new RequestLog(events);
  const reset = () => {
    clock.reset();
    notifier.reset();
    contracts.reset();
    users.reset();
    checks.forget();
    requests.reset();
    faults.set([]);
    Object.assign(settings, firstSettings);
    events.emit({ type: 'reset', at: new Date().toISOString() });
  };
  const close = async () => {
    closing.abort();
    reset();
    await notifier.close();
  };
  return {
    ...{ options, keys, clock, settings, users, contracts, notifier, faults, checks, requests, events },
    closing: closing.signal,
    reset,
    close,
  };
}

function contractNotification(
  contract: Contract,
  event: 'SIGN' | 'TERMINATE',
  mchid: string,
  eventType: string | null,
) {
  return {
    url: contract.request.notify_url,
    eventType: eventType ?? `ENTRUST.${event}`,
    originalType: 'entrust',
    summary: event === 'SIGN' ? '签约成功' : '解约成功',
    resource: notificationResource(contract, event === 'SIGN' ? 'SIGNED' : 'TERMINATED', mchid),
    key: contract.key,
    outContractCode: contract.request.out_contract_code,
  };
}

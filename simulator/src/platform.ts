import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Clock } from './clock';
import { notificationResource } from './contract-views';
import { type Contract, Contracts, type KeyKind } from './contracts';
import { Events } from './events';
import { Faults } from './faults';
import { type Keys, loadKeys } from './keys';
import { Notifier } from './notifier';
import type { ResolvedOptions } from './options';
import { RequestChecks } from './request-checks';
import { RequestLog } from './request-log';
import { defaultSettings, type Settings } from './settings';
import { Users } from './users';

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
  const keys = await loadKeys(options.keysDir);
  const closing = new AbortController();
  // As many as there are readers of the events.
  setMaxListeners(0, closing.signal);
  const clock = new Clock(options.timeScale);
  const names = Object.keys(defaultSettings) as (keyof Settings)[];
  const firstSettings = Object.fromEntries(names.map((name) => [name, options[name]])) as unknown as Settings;
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
    const url = noticeUrl(contract, action, settings);
    if (url === undefined) return;
    const event = action === 'sign' ? 'SIGN' : 'TERMINATE';
    notifier.notify({
      ...contractNotification(contract, event, options.mchid, notifier.settings.eventType),
      url,
    });
  });
  const faults = new Faults();
  const checks = new RequestChecks(options.mchid, keys, settings);
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

/** Which key WeChat Pay signs with for whoever sent these headers: the one that they name, else its certificate's if the merchant has one. */
export function keyFor({ keys, settings }: Platform, headers: IncomingHttpHeaders): KeyKind {
  const isPublicKey = headers['wechatpay-serial'] === keys.publicKey.serial;
  return isPublicKey || !settings.platformCertificates ? 'publicKey' : 'certificate';
}

/** Where what was done to the contract is announced; undefined: nowhere. */
function noticeUrl(
  { request }: Contract,
  action: 'sign' | 'terminate',
  { terminationsTo }: Settings,
): string | undefined {
  if (action === 'sign' || terminationsTo === 'notifyUrl') return request.notify_url;
  return terminationsTo === 'nowhere' ? undefined : terminationsTo;
}

function contractNotification(
  contract: Contract,
  event: 'SIGN' | 'TERMINATE',
  mchid: string,
  eventType: string | null,
) {
  return {
    eventType: eventType ?? `ENTRUST.${event}`,
    originalType: 'entrust',
    summary: event === 'SIGN' ? '签约成功' : '解约成功',
    resource: notificationResource(contract, event === 'SIGN' ? 'SIGNED' : 'TERMINATED', mchid),
    key: contract.key,
    outContractCode: contract.request.out_contract_code,
  };
}

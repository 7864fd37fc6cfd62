import type { Control } from '@contract-kit/simulator/control';
import type { Troubles } from '../protocol';
import { shortLifetimeSeconds } from './options';

const lateMs = 10_000;
const slowMs = 3_000;
const usualLifetimeSeconds = 7_200;

const notifications: Record<Troubles['notification'], Parameters<Control['notify']>[0]> = {
  normal: {},
  lost: { drop: true },
  doubled: { duplicate: 1 },
  late: { delayMs: lateMs },
  badSignature: { corrupt: 'signature' },
};

const operations = ['preEntrustSign', 'queryContract', 'terminateContract', 'certificates'] as const;

const faults: Record<Troubles['platform'], Parameters<Control['faults']>[0]> = {
  normal: [],
  slow: operations.map((operation) => ({ operation, delayMs: slowMs })),
  down: operations.map((operation) => ({ operation, kind: 'reset' })),
};

/** Tells the simulator, and whoever owns the merchant's server, what is to go wrong from now on. */
export async function makeTrouble(
  control: Control,
  change: Partial<Troubles>,
  shorten: ((on: boolean) => Promise<void>) | undefined,
): Promise<void> {
  const { notification, platform, shortLifetime } = change;
  if (notification) await control.notify(notifications[notification]);
  if (platform) await control.faults(faults[platform]);
  if (shortLifetime === undefined) return;
  if (!shorten) throw new Error('nobody here can start the server again');
  const sessionLifetimeSeconds = shortLifetime ? shortLifetimeSeconds : usualLifetimeSeconds;
  await control.settings({ sessionLifetimeSeconds });
  await shorten(shortLifetime);
}

/** @returns what of it is a change of troubles, or undefined when anything of it is none */
export function readTroubles(value: unknown): Partial<Troubles> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fits = Object.entries(value).every(([name, given]) => {
    if (name === 'notification') return Object.hasOwn(notifications, String(given));
    if (name === 'platform') return Object.hasOwn(faults, String(given));
    return (name === 'noExtraData' || name === 'shortLifetime') && typeof given === 'boolean';
  });
  return fits ? (value as Partial<Troubles>) : undefined;
}

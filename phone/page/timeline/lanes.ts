import type { Entry, Lane } from '../../timeline/entry';

/** From left to right. */
export const lanes: readonly Lane[] = ['user', 'miniprogram', 'server', 'wechatpay', 'merchant'];

export const place = (lane: Lane): number => lanes.indexOf(lane);

/** Where an entry is drawn: an arrow from one lane to another, or a mark in one. */
export function wayOf(entry: Entry): { from: Lane; to: Lane } | { at: Lane } | undefined {
  switch (entry.kind) {
    case 'request':
      return { from: entry.from, to: entry.to };
    case 'notification':
      return { from: 'wechatpay', to: 'server' };
    case 'merchantEvent':
      return { from: 'server', to: 'merchant' };
    case 'print':
    case 'code':
      return { at: 'merchant' };
    case 'fact':
      return { at: 'server' };
    case 'miniprogram':
      return { at: 'miniprogram' };
    case 'user':
      return { at: 'user' };
    case 'trouble':
      return { at: entry.from };
    case 'reset':
      return undefined;
  }
}

export type Outcome = 'good' | 'bad' | 'none' | 'neutral';

/** How what was sent was received; `none`: not at all. */
export function outcomeOf(entry: Entry): Outcome {
  switch (entry.kind) {
    case 'request':
    case 'notification':
      if (entry.status === null) return 'none';
      return entry.status < 400 ? 'good' : 'bad';
    case 'merchantEvent':
      return entry.outcome === 'delivered' ? 'neutral' : 'bad';
    case 'trouble':
      return entry.level === 'error' ? 'bad' : 'none';
    case 'code':
      return entry.runs ? 'good' : 'bad';
    default:
      return 'neutral';
  }
}

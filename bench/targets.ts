import type { Better } from './statistics/paired';

/** What a line is to reach. */
export interface Target {
  atLeast: number;
  aim: number;
  better: Better;
}

const more = (atLeast: number, aim: number): Target => ({ atLeast, aim, better: 'more' });
const less = (atLeast: number, aim: number): Target => ({ atLeast, aim, better: 'less' });

export const targets = {
  'bare over ours: notification': more(0.6, 0.75),
  'bare over ours: notification repeated': more(0.6, 0.75),
  'bare over ours: pre-sign': more(0.75, 0.85),
  'bare over ours: poll': more(0.5, 0.65),
  'bare over ours: login': more(0.55, 0.7),
  'round trips: pre-sign': less(6, 5),
  'round trips: pre-sign, one live': less(3, 3),
  'round trips: poll': less(2, 2),
  'round trips: launch': less(3, 2),
  'round trips: return': less(3, 2),
  'round trips: notification': less(2, 2),
  'round trips: notification repeated': less(2, 1),
  'round trips: delivery': less(4, 3),
  'Redis bytes: under way after a return': less(4_000, 2_500),
  'Redis bytes: permanent': less(1_000, 700),
  'added at 400/s: p50': less(3, 2),
  'added at 400/s: p99': less(12, 6),
  'client over wechatpay-axios-plugin': more(2.2, 2.4),
  'client over wechatpay-node-v3': more(4.7, 5.4),
  'memory after load': less(140e6, 115e6),
  'growth: notification': less(1.15, 1.05),
  'checked again a day': more(10e6, 20e6),
  'long poll: bytes each': less(16_000, 12_000),
  'long poll: CPU while they wait': less(20, 10),
  'start to ready': less(300, 220),
  'weapp over a blank Taro app': less(35_000, 25_000),
  'npm start': less(5, 3),
  'ring 1': less(300, 200),
} satisfies Record<string, Target>;

/** How far bare may be from its floors before it is no measure any more: times their sum. */
export const bareOverFloors = { notification: 2.3, 'pre-sign': 1.8, poll: 1.7 };

import type { Check } from '../finding';
import { callback } from './callback';
import { events, termination } from './events';
import { login } from './login';
import { clock, node } from './machine';
import { permission } from './permission';
import { redis } from './redis';
import { certificate, settings } from './settings';
import { apiV3Key, network, signature, wechatPayKey } from './wechatpay';

/** In the order in which a person would mend things. */
export const checks: readonly Check[] = [
  node,
  settings,
  redis,
  network,
  clock,
  certificate,
  signature,
  wechatPayKey,
  apiV3Key,
  callback,
  login,
  permission,
  events,
  termination,
];

import type { Check, Variable } from '../variable';
import { eventVariables } from './events';
import { merchantVariables } from './merchant';
import { providerVariables } from './provider';
import { redisVariables } from './redis';
import { serverVariables } from './server';
import { serviceVariables } from './service';

/** Every variable that the server reads, by its name, in the order of `.env.example`. */
export const table = {
  ...serverVariables,
  ...serviceVariables,
  ...redisVariables,
  ...providerVariables,
  ...merchantVariables,
  ...eventVariables,
};

export type Name = keyof typeof table;
/** What a variable's check makes of its value. */
export type Given<N extends Name> = (typeof table)[N] extends { check: Check<infer T> } ? T : never;
type Default<N extends Name> = (typeof table)[N] extends { default: infer D }
  ? D extends (...args: never[]) => infer R
    ? R
    : D
  : undefined;
/** The same, with what holds when it is not set. */
export type Value<N extends Name> = Given<N> | Default<N>;

export const names = Object.keys(table) as Name[];

/** How a variable is declared. */
export const declared = (name: Name): Variable => table[name];

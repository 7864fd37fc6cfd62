import { holds } from '../statistics/paired';
import { type Target, targets } from '../targets';

export type Verdict = 'aim' | 'at least' | 'short' | 'shown';

/** One measured thing. */
export interface Line {
  name: string;
  value: number;
  unit: string;
  /** As a share of the value; 0 for what is counted. */
  noise: number;
  target?: Target;
  /** What its target makes of it; `shown` without one. */
  verdict: Verdict;
  /** For machines: rounds, medians and counts that it comes from. */
  detail?: unknown;
}

/** @param noise as a share; what is not measured against a copy has none */
export function line(
  name: string,
  value: number,
  unit: string,
  { noise = 0, detail }: { noise?: number; detail?: unknown } = {},
): Line {
  const target: Target | undefined = (targets as Record<string, Target>)[name];
  return {
    name,
    value,
    unit,
    noise,
    ...(target && { target }),
    verdict: target ? verdictOf(value, noise, target) : 'shown',
    ...(detail !== undefined && { detail }),
  };
}

function verdictOf(value: number, noise: number, { atLeast, aim, better }: Target): Verdict {
  if (holds(value, noise, aim, better)) return 'aim';
  return holds(value, noise, atLeast, better) ? 'at least' : 'short';
}

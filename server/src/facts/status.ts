import type { SigningStatus } from '@contract-kit/shared';
import type { Facts } from './facts';

/** The first that holds gives the status; `says` is how it is written. */
interface Rule {
  status: SigningStatus;
  says: string;
  /** @param launched and `returned`: of which jump, 0 for none */
  holds(facts: Facts, launched: number, returned: number): boolean;
}

const rules: readonly Rule[] = [
  { status: 'terminated', says: 'terminated', holds: (facts) => facts.terminated !== undefined },
  { status: 'signed', says: 'confirmed', holds: (facts) => facts.confirmed !== undefined },
  { status: 'expired', says: 'closed', holds: (facts) => facts.closed === true },
  {
    status: 'signing',
    says: 'launched.seq > returned.seq',
    holds: (_, launched, returned) => launched > returned,
  },
  {
    status: 'not_signed',
    says: 'noContract.seq >= returned.seq > 0',
    holds: (facts, _, returned) => returned > 0 && (facts.noContract?.seq ?? 0) >= returned,
  },
  { status: 'confirming', says: 'returned.seq > 0', holds: (_facts, _, returned) => returned > 0 },
];
const otherwise = { status: 'ready', says: '' } as const;

/** The rule that gives the status of a set of facts. Pure: no clock, and the order in which the facts came plays no part. */
export function ruleOf(facts: Facts): { status: SigningStatus; says: string } {
  const launched = facts.launched?.seq ?? 0;
  const returned = facts.returned?.seq ?? 0;
  for (const rule of rules) if (rule.holds(facts, launched, returned)) return rule;
  return otherwise;
}

/** The status that a set of facts gives. */
export const status = (facts: Facts): SigningStatus => ruleOf(facts).status;

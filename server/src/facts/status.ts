import type { SigningStatus } from '@contract-kit/shared';
import type { Facts } from './facts';

/** The status that a set of facts gives. Pure: no clock, and the order in which the facts came plays no part. */
export function status(facts: Facts): SigningStatus {
  const launched = facts.launched?.seq ?? 0;
  const returned = facts.returned?.seq ?? 0;
  if (facts.terminated) return 'terminated';
  if (facts.confirmed) return 'signed';
  if (facts.closed) return 'expired';
  if (launched > returned) return 'signing';
  if (returned > 0 && (facts.noContract?.seq ?? 0) >= returned) return 'not_signed';
  if (returned > 0) return 'confirming';
  return 'ready';
}

import type { StoredSigning } from '../store';
import { endsAt } from './lifetime';
import { ensureFollowUps } from './record';
import type { Services } from './services';

/**
 * Whoever reads a signing makes sure that it will end and that the merchant will hear of it, even if Redis has lost every
 * job: what is there already is left alone.
 */
export async function ensureJobs(services: Services, signing: StoredSigning): Promise<void> {
  const { jobs } = services;
  const { outContractCode, facts, delivered, answer } = signing;
  const { party, preSigned, confirmed, terminated, launched, returned } = facts;
  if (confirmed) {
    const isDelivered = delivered.signed && (!terminated || delivered.terminated);
    if (!isDelivered) await ensureFollowUps(services, signing);
    return;
  }
  if (!party || !preSigned || answer.status === 'expired') return;
  if (Date.now() >= endsAt(preSigned)) {
    const { serviceId, subMchid } = party;
    const expiresAt = Date.parse(preSigned.expiresAt);
    await jobs.addClose({ outContractCode, serviceId, subMchid, expiresAt }, 0);
  } else if (launched ?? returned) {
    const why = answer.status === 'signing' ? 'launch' : 'return';
    await jobs.ensureQueries({ outContractCode, why, since: Date.now(), seq: returned?.seq ?? 0 });
  }
}

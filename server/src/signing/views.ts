import type { Contract, Signing } from '@contract-kit/shared';
import type { StoredSigning } from '../store';

/** A signing as the mini-program is told of it. */
export function toSigning({ answer, version, facts }: StoredSigning, now = Date.now()): Signing {
  const usable =
    (answer.status === 'ready' || answer.status === 'not_signed') &&
    answer.expiresAt !== undefined &&
    Date.parse(answer.expiresAt) > now;
  return {
    ...answer,
    version,
    serverTime: new Date(now).toISOString(),
    ...(usable && facts.preSigned && { launch: facts.preSigned.launch }),
  };
}

/** The contract that a signing became, or null when it became none. */
export function toContract({ outContractCode, facts }: StoredSigning): Contract | null {
  const { party, confirmed, terminated } = facts;
  if (!party || !confirmed) return null;
  return {
    outContractCode,
    contractId: confirmed.contractId,
    status: terminated ? 'terminated' : 'signed',
    serviceId: party.serviceId,
    displayAccount: party.displayAccount,
    signedAt: confirmed.signedAt,
    ...(terminated?.at !== undefined && { terminatedAt: terminated.at }),
    ...(terminated?.mode && { terminationMode: terminated.mode }),
  };
}

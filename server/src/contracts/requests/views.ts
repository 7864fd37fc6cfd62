import { type Contract, isFinal, type Signing } from '@contract-kit/shared';
import type { StoredSigning } from '../../store';
import { launchUntil } from '../lifetime';

/**
 * A signing as the mini-program sees it. `launch` is there in every undecided status: jumping again is safe, and
 * whoever could not would be stuck wherever WeChat Pay answers in a way that we do not know.
 */
export function toSigning({ answer, version, facts }: StoredSigning, now = Date.now()): Signing {
  const { preSigned } = facts;
  const usable = preSigned && !isFinal(answer.status) && now < launchUntil(preSigned);
  return {
    ...answer,
    version,
    serverTime: new Date(now).toISOString(),
    ...(usable && { launch: preSigned.launch }),
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

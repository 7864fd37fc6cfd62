import { createHash } from 'node:crypto';
import type { Signing } from '@contract-kit/shared';
import { type Facts, highestSeq } from './facts';
import { status } from './status';

/** What the facts say to the user: all of a `Signing` that does not depend on the time of asking. */
export type Answer = Omit<Signing, 'version' | 'serverTime' | 'launch'>;

export function answerOf(outContractCode: string, facts: Facts): Answer {
  const { party, preSigned, confirmed, terminated } = facts;
  return {
    outContractCode,
    status: status(facts),
    seq: highestSeq(facts),
    displayAccount: party?.displayAccount ?? '',
    ...(preSigned && { expiresAt: preSigned.expiresAt }),
    ...(confirmed && { contractId: confirmed.contractId, signedAt: confirmed.signedAt }),
    ...(terminated?.at !== undefined && { terminatedAt: terminated.at }),
  };
}

/** Opaque, 16 characters: the same for the same answer, and another for another. */
export const versionOf = (answer: Answer): string =>
  createHash('sha1').update(JSON.stringify(answer)).digest('hex').slice(0, 16);

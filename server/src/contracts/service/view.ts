import type { Contract } from '@contract-kit/shared';
import type { StoredSigning } from '../../store';
import { toContract } from '../requests/views';
import type { Services } from '../services';

/** A contract as the merchant's back end sees it. */
export interface ServiceContract extends Contract {
  subMchid: string;
  appId: string;
  /** Empty for one that came back without it, or whose user was forgotten. */
  openid: string;
  reference?: string;
  /** In force by our record, and the last query did not confirm it. */
  doubtful?: true;
}

/** The contracts that signings became; those that became none are left out. */
export async function toServiceContracts(
  { store }: Services,
  signings: StoredSigning[],
): Promise<ServiceContract[]> {
  const inForce = signings.filter(({ facts }) => facts.confirmed && !facts.terminated);
  const doubted = await store.doubtful.among(inForce.map(({ outContractCode }) => outContractCode));
  return signings.flatMap((signing) => {
    const contract = toContract(signing);
    if (!contract) return [];
    const { appId, openid, subMchid, reference } = signing.facts.party!;
    return {
      ...contract,
      subMchid,
      appId,
      openid,
      ...(reference !== undefined && { reference }),
      ...(doubted.has(signing.outContractCode) && { doubtful: true as const }),
    };
  });
}

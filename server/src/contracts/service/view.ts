import type { Contract } from '@contract-kit/shared';
import type { StoredSigning } from '../../store';
import { isInForce } from '../doubt';
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
  /** Another contract that this user has in force with this merchant, as the event of this one named it. */
  duplicateOf?: string;
}

/** The contracts that signings became; those that became none are left out. */
export async function toServiceContracts(
  { store }: Services,
  signings: StoredSigning[],
): Promise<ServiceContract[]> {
  const inForce = signings.filter(isInForce).map(({ outContractCode }) => outContractCode);
  const [doubted, named] = await Promise.all([
    store.doubtful.among(inForce),
    store.duplicates.namedBy(inForce),
  ]);
  const others = await Promise.all([...named.values()].map((code) => store.signings.read(code)));
  const stillInForce = new Set(
    others.filter((other) => other && isInForce(other)).map((other) => other!.outContractCode),
  );
  return signings.flatMap((signing) => {
    const { outContractCode } = signing;
    const contract = toContract(signing);
    if (!contract) return [];
    const { appId, openid, subMchid, reference } = signing.facts.party!;
    const duplicateOf = named.get(outContractCode);
    return {
      ...contract,
      subMchid,
      appId,
      openid,
      ...(reference !== undefined && { reference }),
      ...(doubted.has(outContractCode) && { doubtful: true as const }),
      ...(duplicateOf !== undefined && stillInForce.has(duplicateOf) && { duplicateOf }),
    };
  });
}

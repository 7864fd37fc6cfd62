import { ApiError } from '../../api-error';
import type { StoredSigning } from '../../store';
import type { Services } from '../services';

/** Which sub-merchants a caller may do anything for: those named, or all. */
export type Scope = readonly string[] | 'all';

export const allows = (scope: Scope, subMchid: string): boolean =>
  scope === 'all' || scope.includes(subMchid);

/** @throws ApiError `forbidden` for another sub-merchant's */
export function requireWithin(scope: Scope, subMchid: string): void {
  if (!allows(scope, subMchid)) throw new ApiError('forbidden');
}

/**
 * A signing that the caller may see.
 * @throws ApiError `not_found`; `forbidden` for another sub-merchant's
 */
export async function signingWithin(
  { store }: Services,
  scope: Scope,
  outContractCode: string,
): Promise<StoredSigning> {
  const signing = await store.signings.read(outContractCode);
  if (!signing?.facts.party) throw new ApiError('not_found');
  requireWithin(scope, signing.facts.party.subMchid);
  return signing;
}

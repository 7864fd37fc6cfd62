import { isFinal } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import { type StoredSigning, userKey } from '../../store';
import { isInForce } from '../doubt';
import { record } from '../record';
import type { Services } from '../services';
import { namedUser, type ServiceUser } from './named-user';
import type { Scope } from './scope';

/**
 * Forgets a user: openid, name, reference, list of signings and tokens are gone; the codes, ids and times of ended contracts stay,
 * and whose merchant they were. No late report brings the openid back: of two parties the one without it holds.
 * @returns how many contracts are without it now
 * @throws ApiError `contract_in_force`, `signing_under_way` with the code in `details`: nothing was changed then
 */
export async function forgetUser(
  services: Services,
  scope: Scope,
  named: ServiceUser,
): Promise<{ contracts: number }> {
  const { store } = services;
  const user = namedUser(services, scope, named);
  const key = userKey(user);
  const signings: StoredSigning[] = [];
  for await (const signing of store.userSignings.newestFirst(key)) {
    const { outContractCode } = signing;
    if (isInForce(signing)) throw new ApiError('contract_in_force', { details: { outContractCode } });
    if (!isFinal(signing.answer.status))
      throw new ApiError('signing_under_way', { details: { outContractCode } });
    signings.push(signing);
  }
  // First, so that nobody begins to sign meanwhile.
  await store.tokens.endAll(user);
  for (const { outContractCode, facts } of signings) {
    const { appId, subMchid, serviceId } = facts.party!;
    await record(services, outContractCode, {
      party: { appId, openid: '', subMchid, serviceId, displayAccount: '' },
    });
  }
  await store.userSignings.forget(key);
  return { contracts: signings.filter(({ facts }) => facts.confirmed).length };
}

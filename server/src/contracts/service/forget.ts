import { randomUUID } from 'node:crypto';
import { isFinal } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import { type StoredSigning, type User, userKey } from '../../store';
import { isInForce } from '../doubt';
import { record } from '../record';
import type { Services } from '../services';
import { namedUser, type ServiceUser } from './named-user';
import type { Scope } from './scope';

/**
 * Forgets a user: openid, name, reference, list of signings and tokens are gone; the codes, ids and times of ended contracts stay,
 * and whose merchant they were. No late report brings the openid back: of two parties the one without it holds.
 * @returns how many contracts are without it now
 * @throws ApiError `contract_in_force`, `signing_under_way` with the code in `details`, `busy`: nothing was changed then
 */
export async function forgetUser(
  services: Services,
  scope: Scope,
  named: ServiceUser,
): Promise<{ contracts: number }> {
  const { claims } = services.store;
  const user = namedUser(services, scope, named);
  const key = userKey(user);
  // Nobody makes a signing for this user meanwhile.
  const claim = `forget-${randomUUID()}`;
  const { isOurs } = await claims.take(key, claim);
  if (!isOurs) throw new ApiError('busy', { retryAfterSeconds: 1 });
  try {
    return await forget(services, user, key);
  } finally {
    await claims.release(key, claim);
  }
}

async function forget(services: Services, user: User, key: string): Promise<{ contracts: number }> {
  const { store } = services;
  const signings = await endedSignings(services, key);
  await store.tokens.endAll(user);
  for (const { outContractCode, facts } of signings) {
    const { appId, subMchid, serviceId } = facts.party!;
    await record(services, outContractCode, {
      party: { appId, openid: '', subMchid, serviceId, displayAccount: '' },
    });
  }
  // Last: whoever asks again after a failure finds what is left. Only these: the claim may have run out meanwhile.
  await Promise.all(signings.map(({ outContractCode }) => store.userSignings.remove(key, outContractCode)));
  return { contracts: signings.filter(({ facts }) => facts.confirmed).length };
}

/** The user's signings, if all of them have ended. */
async function endedSignings({ store }: Services, key: string): Promise<StoredSigning[]> {
  const signings: StoredSigning[] = [];
  for await (const signing of store.userSignings.newestFirst(key)) {
    const { outContractCode } = signing;
    if (isInForce(signing)) throw new ApiError('contract_in_force', { details: { outContractCode } });
    if (!isFinal(signing.answer.status))
      throw new ApiError('signing_under_way', { details: { outContractCode } });
    signings.push(signing);
  }
  return signings;
}

import { ApiError } from '../../api-error';
import { type StoredSigning, userKey } from '../../store';
import { terminate } from '../requests/contracts';
import type { Services } from '../services';
import { namedUser, type ServiceUser } from './named-user';
import { allows, type Scope, signingWithin } from './scope';
import { type ServiceContract, toServiceContracts } from './view';

/** A page of a user's contracts. */
export interface FoundContracts {
  /** Newest first, ended ones included. */
  contracts: ServiceContract[];
  /** There may be more: search again with this as `before`. */
  next?: string;
}

/** What has changed, and where to go on. */
export interface ContractChanges {
  /** Each as it is now, in the order of their last changes. */
  changes: ServiceContract[];
  /** For the next call, now or later. */
  cursor: string;
  /** There is more to be read now. */
  more: boolean;
}

/**
 * A contract by its code.
 * @throws ApiError `not_found`, also for a signing that became no contract; `forbidden`
 */
export async function contractByCode(
  services: Services,
  scope: Scope,
  outContractCode: string,
): Promise<ServiceContract> {
  return one(services, await signingWithin(services, scope, outContractCode));
}

/** A user's contracts, newest first. */
export async function searchContracts(
  services: Services,
  scope: Scope,
  { limit, before, ...named }: ServiceUser & { limit: number; before?: string | undefined },
): Promise<FoundContracts> {
  const user = namedUser(services, scope, named);
  const found: StoredSigning[] = [];
  for await (const signing of services.store.userSignings.newestFirst(userKey(user), { before })) {
    if (signing.facts.confirmed) found.push(signing);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  return {
    contracts: await toServiceContracts(services, page),
    ...(found.length > limit && { next: page.at(-1)!.outContractCode }),
  };
}

/**
 * Contracts that were signed, ended or changed otherwise since a cursor, each at least once. A change is there as soon as it is
 * stored; what a process stored that died just then follows with its event, the next report of it, or the daily check.
 * @param cursor of an earlier call; absent: from the beginning
 */
export async function contractChanges(
  services: Services,
  scope: Scope,
  { cursor = '0', limit }: { cursor?: string | undefined; limit: number },
): Promise<ContractChanges> {
  const page = await services.store.contractFeed.since(cursor, limit);
  const signings = await Promise.all(page.codes.map((code) => services.store.signings.read(code)));
  const visible = signings.filter(
    (signing) => signing !== null && allows(scope, signing.facts.party?.subMchid ?? ''),
  ) as StoredSigning[];
  return {
    changes: await toServiceContracts(services, visible),
    cursor: page.cursor,
    more: page.codes.length === limit,
  };
}

/**
 * Ends a contract. Already ended is success.
 * @param remark why, 1 to 256 characters, as WeChat Pay shows it
 * @throws ApiError `not_found`, `forbidden`, `not_signed`, `wechatpay_…`
 */
export async function terminateByService(
  services: Services,
  scope: Scope,
  outContractCode: string,
  remark: string,
): Promise<ServiceContract> {
  const known = await signingWithin(services, scope, outContractCode);
  return one(services, await terminate(services, known, remark));
}

async function one(services: Services, signing: StoredSigning): Promise<ServiceContract> {
  const [contract] = await toServiceContracts(services, [signing]);
  if (!contract) throw new ApiError('not_found');
  return contract;
}

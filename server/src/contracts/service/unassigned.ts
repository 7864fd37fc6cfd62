import { ApiError } from '../../api-error';
import { mismatches, readReport } from '../contract-report';
import { merchantOf } from '../merchants';
import { query } from '../query';
import { recordUnknown } from '../restore';
import type { Services } from '../services';
import { namedUser, type ServiceUser } from './named-user';
import type { Scope } from './scope';
import { type ServiceContract, toServiceContracts } from './view';

/** A verified contract of ours of which nothing says whose it is. */
export type UnassignedContract = Record<string, unknown>;

/** Those that nobody has assigned yet. Only who may see all sub-merchants sees them: they may be anybody's. */
export async function unassignedContracts({ store }: Services, scope: Scope): Promise<UnassignedContract[]> {
  requireAll(scope);
  return store.notices.unassigned();
}

/**
 * An operator says whose a contract is. WeChat Pay is queried about it, and what it answers has to fit.
 * @throws ApiError `not_found`, `merchant_…`; `not_theirs` when WeChat Pay's answer does not fit; `wechatpay_unavailable` when it gives none
 */
export async function assignContract(
  services: Services,
  scope: Scope,
  outContractCode: string,
  named: ServiceUser,
): Promise<ServiceContract> {
  requireAll(scope);
  const { store, config } = services;
  const notice = (await store.notices.unassigned()).find((each) => each.outContractCode === outContractCode);
  if (!notice) throw new ApiError('not_found');
  const user = namedUser(services, scope, named);
  const { serviceId } = merchantOf(config, user)!;
  const party = { ...user, serviceId, displayAccount: config.displayAccount };
  const answer = await query(services, { outContractCode, serviceId }, { budget: 'now' });
  if ('outcome' in answer) throw new ApiError('wechatpay_unavailable', { retryAfterSeconds: 5 });
  const reading = answer.contract && readReport(answer.contract, 'query');
  if (reading?.means !== 'contract' || mismatches(config, party, answer.contract!).length > 0)
    throw new ApiError('not_theirs');
  const recorded = await recordUnknown(services, outContractCode, { ...reading.facts, party });
  await store.notices.assigned(outContractCode);
  const [contract] = await toServiceContracts(services, [recorded!]);
  return contract!;
}

function requireAll(scope: Scope): void {
  if (scope !== 'all') throw new ApiError('forbidden');
}

import { ApiError } from '../../api-error';
import type { Doubt, StoredSigning } from '../../store';
import { isInForce } from '../doubt';
import { record } from '../record';
import type { Services } from '../services';
import { allows, type Scope, signingWithin } from './scope';
import { type ServiceContract, toServiceContracts } from './view';

/** A contract in force by our record that the last query did not confirm. */
export interface DoubtfulContract {
  contract: ServiceContract;
  /** Of the last query, RFC 3339 UTC. */
  queriedAt: string;
  /** What WeChat Pay answered: a word that there is no contract, or HTTP status and code of a refusal; absent when it gave none. */
  answer?: string;
}

/** The mode of an end that an operator has stated. */
const MODE = 'OPERATOR';

/** The contracts in doubt that the caller may see, in no order; there may be `more` than the limit. */
export async function doubtfulContracts(
  services: Services,
  scope: Scope,
  limit: number,
): Promise<{ contracts: DoubtfulContract[]; more: boolean }> {
  const { store } = services;
  const found: DoubtfulContract[] = [];
  for await (const [outContractCode, doubt] of store.doubtful.all()) {
    const signing = await store.signings.read(outContractCode);
    if (!signing || !isInForce(signing) || !allows(scope, signing.facts.party!.subMchid)) continue;
    if (found.length === limit) return { contracts: found, more: true };
    const [contract] = await toServiceContracts(services, [signing]);
    const answer = answerIn(doubt);
    found.push({
      contract: contract!,
      queriedAt: new Date(doubt.at).toISOString(),
      ...(answer !== undefined && { answer }),
    });
  }
  return { contracts: found, more: false };
}

const answerIn = ({ by, refused }: Doubt) => by ?? (refused && `${refused.status}:${refused.code}`);

/**
 * An operator says of a contract in doubt what it is. What WeChat Pay says later goes before that.
 * @param as `signed`: it is in force after all; `ended`: it is not
 * @param reason for the record, 1 to 256 characters
 * @throws ApiError `not_doubtful`, `not_found`, `forbidden`, `invalid_request`
 */
export async function resolveDoubtful(
  services: Services,
  scope: Scope,
  outContractCode: string,
  { as, reason }: { as: 'signed' | 'ended'; reason: string },
): Promise<ServiceContract> {
  const { store } = services;
  if (as !== 'signed' && as !== 'ended') {
    const message = '应为 signed 或 ended。It must be signed or ended.';
    throw new ApiError('invalid_request', { details: { issues: [{ path: 'as', message }] } });
  }
  const known = await signingWithin(services, scope, outContractCode);
  // Whoever takes the doubt away has the word: a query that confirms the contract may just have done so.
  if (!isInForce(known) || !(await store.doubtful.remove(outContractCode)))
    throw new ApiError('not_doubtful');
  const resolved = as === 'ended' ? await end(services, outContractCode, reason) : known;
  const [contract] = await toServiceContracts(services, [resolved]);
  return contract!;
}

async function end(services: Services, outContractCode: string, remark: string): Promise<StoredSigning> {
  const terminated = { at: new Date().toISOString(), mode: MODE, remark, source: 'operator' as const };
  return (await record(services, outContractCode, { terminated }))!;
}

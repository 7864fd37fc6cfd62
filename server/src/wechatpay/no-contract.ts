import { couldMeanNoContract } from '../config/no-contract-codes';
import type { Refusal } from './refusal';
import type { QueryResult } from './types';

/**
 * Codes that mean, with one of the statuses below, that there is no such contract. Which one a query of this product
 * answers for a user who never signed is documented nowhere that we found.
 */
const NO_CONTRACT_CODES: ReadonlySet<string> = new Set([
  // The only one that is published for the v3 contract family: https://pay.weixin.qq.com/doc/global/v3/en/4012356587
  'CONTRACT_NOT_EXIST',
  // APIv3's own word for a resource that does not exist, and its spellings in other products.
  'RESOURCE_NOT_EXISTS',
  'RESOURCE_NOT_FOUND',
  'NOT_FOUND',
]);
const NO_CONTRACT_STATUSES: ReadonlySet<number> = new Set([400, 403, 404]);

/** States in which there is no contract; the enumeration is open, and only these two are known. */
const NO_CONTRACT_STATES: ReadonlySet<string> = new Set(['NOT_SIGNED', 'SIGN_FAILED']);

/** Codes so plain that, together with what else the caller must ask for, they may end a contract that was in force. */
const ENDING_CODES: ReadonlySet<string> = new Set(['CONTRACT_NOT_EXIST', 'RESOURCE_NOT_EXISTS']);

/**
 * Whether this answer is of the kind by which a *recorded* contract may be ended. Any other word for "none" only makes
 * a signing undecided or closed: a code that an operator has added may mean a wrong SERVICE_ID as well.
 */
export function mayEndContract(result: QueryResult): boolean {
  return result.contract === null && ENDING_CODES.has(result.by);
}

export const isNoContractState = (contractState: string) => NO_CONTRACT_STATES.has(contractState);

/** @param added what `WECHATPAY_NO_CONTRACT_CODES` adds, as `STATUS:CODE` */
export function readNoContract({ status, code }: Refusal, added: readonly string[]): QueryResult | undefined {
  if (code === undefined) return undefined;
  const isListed = NO_CONTRACT_STATUSES.has(status) && NO_CONTRACT_CODES.has(code);
  return isListed || added.includes(`${status}:${code}`) ? { contract: null, by: code } : undefined;
}

/** What an operator can do about a refusal that is on no list, if this is its answer for users who never signed. */
export function adviseOnUnlisted({ status, code }: Refusal, added: readonly string[]): string | undefined {
  if (code === undefined || !couldMeanNoContract(status, code)) return undefined;
  return `if this is its answer for a user who never signed, set WECHATPAY_NO_CONTRACT_CODES=${[...added, `${status}:${code}`].join(',')}`;
}

import { ApiError } from '../../api-error';
import type { EventId, UndeliveredEvent } from '../../events/event-jobs';
import type { NamedUser } from '../merchants';
import type { Services } from '../services';
import {
  type ContractChanges,
  contractByCode,
  contractChanges,
  type FoundContracts,
  searchContracts,
  terminateByService,
} from './contracts';
import { type DoubtfulContract, doubtfulContracts, resolveDoubtful } from './doubtful';
import { retryEvents, undeliveredEvents } from './events';
import { forgetUser } from './forget';
import { issueToken, type ServiceUser } from './named-user';
import { assignContract, type UnassignedContract, unassignedContracts } from './unassigned';
import type { ServiceContract } from './view';

/**
 * What the service API does, without HTTP: see docs/service-api.en.md. Each rejects with an `ApiError`, whose `code` says why, and with
 * `not_running` before the start and after the end.
 */
export interface Contracts {
  /** A token for a user who has logged in to the application, for the mini-program. */
  issueToken(user: NamedUser): Promise<{ token: string; expiresIn: number }>;
  byCode(outContractCode: string): Promise<ServiceContract>;
  /** A user's contracts, newest first. @param limit 1 to 100, 20 if absent */
  search(user: ServiceUser & { limit?: number; before?: string }): Promise<FoundContracts>;
  /** What has changed since a cursor, each change at least once. @param limit 1 to 200, 100 if absent */
  changes(since?: { cursor?: string; limit?: number }): Promise<ContractChanges>;
  /** @param remark 1 to 256 characters */
  terminate(outContractCode: string, remark: string): Promise<ServiceContract>;
  /** Those in doubt, in no order. @param limit 1 to 200, 100 if absent */
  doubtful(page?: { limit?: number }): Promise<{ contracts: DoubtfulContract[]; more: boolean }>;
  resolve(
    outContractCode: string,
    word: { as: 'signed' | 'ended'; reason: string },
  ): Promise<ServiceContract>;
  unassigned(): Promise<UnassignedContract[]>;
  assign(outContractCode: string, user: ServiceUser): Promise<ServiceContract>;
  /** The events that the merchant has not taken, the dead first. @param limit 1 to 200, 100 if absent */
  events(wanted?: {
    state?: UndeliveredEvent['state'];
    limit?: number;
  }): Promise<{ events: UndeliveredEvent[]; more: boolean }>;
  /** Sends dead events again: of these codes, or all. */
  retryEvents(outContractCodes?: string[]): Promise<EventId[]>;
  forgetUser(user: ServiceUser): Promise<{ contracts: number }>;
}

/** What is asked for at once, as the service API bounds it. */
function page(limit: number, most: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  const message = `应为 1 到 ${most} 的整数。It must be a whole number from 1 to ${most}.`;
  throw new ApiError('invalid_request', { details: { issues: [{ path: 'limit', message }] } });
}

/** @param services those of a running server; throws `not_running` otherwise */
export function createContracts(services: () => Services): Contracts {
  return {
    issueToken: async (user) => issueToken(services(), 'all', user),
    byCode: async (code) => contractByCode(services(), 'all', code),
    search: async ({ limit = 20, ...user }) =>
      searchContracts(services(), 'all', { ...user, limit: page(limit, 100) }),
    changes: async ({ limit = 100, cursor } = {}) =>
      contractChanges(services(), 'all', { cursor, limit: page(limit, 200) }),
    terminate: async (code, remark) => terminateByService(services(), 'all', code, remark),
    doubtful: async ({ limit = 100 } = {}) => doubtfulContracts(services(), 'all', page(limit, 200)),
    resolve: async (code, word) => resolveDoubtful(services(), 'all', code, word),
    unassigned: async () => unassignedContracts(services(), 'all'),
    assign: async (code, user) => assignContract(services(), 'all', code, user),
    events: async ({ state, limit = 100 } = {}) =>
      undeliveredEvents(services(), 'all', { state, limit: page(limit, 200) }),
    retryEvents: async (codes) => retryEvents(services(), 'all', codes),
    forgetUser: async (user) => forgetUser(services(), 'all', user),
  };
}

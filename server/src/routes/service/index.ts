import {
  contractByCode,
  contractChanges,
  searchContracts,
  terminateByService,
} from '../../contracts/service/contracts';
import { doubtfulContracts, resolveDoubtful } from '../../contracts/service/doubtful';
import { retryEvents, undeliveredEvents } from '../../contracts/service/events';
import { forgetUser } from '../../contracts/service/forget';
import { issueToken, namedUser, type ServiceUser } from '../../contracts/service/named-user';
import type { Scope } from '../../contracts/service/scope';
import { assignContract, unassignedContracts } from '../../contracts/service/unassigned';
import type { Services } from '../../contracts/services';
import { type ServiceRoute, serviceRoute } from '../../http/service-route';
import { userKey } from '../../store';
import * as schema from './schema';

/** Every call that a back end of the merchant's makes. */
export const serviceRoutes: ServiceRoute[] = [
  serviceRoute({
    method: 'post',
    path: '/service/tokens',
    name: 'issueToken',
    summary: "A token for a user who has logged in to the merchant's own back end",
    writes: true,
    body: schema.tokenRequest,
    answers: { 200: schema.tokenResponse },
    handle: async (services, { scope, body }) => ({
      status: 200,
      body: await issueToken(services, scope, body),
      noted: userIn(services, scope, body),
    }),
  }),
  serviceRoute({
    method: 'post',
    path: '/service/contracts/search',
    name: 'searchContracts',
    summary: "A user's contracts, newest first",
    writes: false,
    body: schema.searchRequest,
    answers: { 200: schema.searchResponse },
    handle: async (services, { scope, body }) => ({
      status: 200,
      body: await searchContracts(services, scope, body),
    }),
  }),
  serviceRoute({
    method: 'get',
    path: '/service/contracts/:outContractCode',
    name: 'getContract',
    summary: 'A contract by its code',
    writes: false,
    params: schema.code,
    answers: { 200: schema.serviceContract },
    handle: async (services, { scope, params }) => ({
      status: 200,
      body: await contractByCode(services, scope, params.outContractCode),
    }),
  }),
  serviceRoute({
    method: 'post',
    path: '/service/contracts/:outContractCode/terminate',
    name: 'terminateContract',
    summary: 'End a contract',
    writes: true,
    params: schema.code,
    body: schema.terminateRequest,
    answers: { 200: schema.serviceContract },
    handle: async (services, { scope, params, body }) => ({
      status: 200,
      body: await terminateByService(services, scope, params.outContractCode, body.remark),
    }),
  }),
  serviceRoute({
    method: 'get',
    path: '/service/changes',
    name: 'listChanges',
    summary: 'Contracts that have changed since a cursor, each at least once',
    writes: false,
    query: schema.changesQuery,
    answers: { 200: schema.changesResponse },
    handle: async (services, { scope, query }) => ({
      status: 200,
      body: await contractChanges(services, scope, query),
    }),
  }),
  serviceRoute({
    method: 'get',
    path: '/service/doubtful',
    name: 'listDoubtful',
    summary: 'Contracts in force that the last query did not confirm',
    writes: false,
    query: schema.doubtfulQuery,
    answers: { 200: schema.doubtfulResponse },
    handle: async (services, { scope, query }) => ({
      status: 200,
      body: await doubtfulContracts(services, scope, query.limit),
    }),
  }),
  serviceRoute({
    method: 'post',
    path: '/service/contracts/:outContractCode/resolve',
    name: 'resolveDoubtful',
    summary: 'Say of a contract in doubt whether it is in force',
    writes: true,
    params: schema.code,
    body: schema.resolveRequest,
    answers: { 200: schema.serviceContract },
    handle: async (services, { scope, params, body }) => ({
      status: 200,
      body: await resolveDoubtful(services, scope, params.outContractCode, body),
      noted: body,
    }),
  }),
  serviceRoute({
    method: 'get',
    path: '/service/unassigned',
    name: 'listUnassigned',
    summary: 'Contracts of which nothing says whose they are',
    writes: false,
    answers: { 200: schema.unassignedResponse },
    handle: async (services, { scope }) => ({
      status: 200,
      body: { contracts: await unassignedContracts(services, scope) },
    }),
  }),
  serviceRoute({
    method: 'post',
    path: '/service/contracts/:outContractCode/assign',
    name: 'assignContract',
    summary: 'Say whose a contract is',
    writes: true,
    params: schema.code,
    body: schema.namedUser,
    answers: { 200: schema.serviceContract },
    handle: async (services, { scope, params, body }) => ({
      status: 200,
      body: await assignContract(services, scope, params.outContractCode, body),
      noted: userIn(services, scope, body),
    }),
  }),
  serviceRoute({
    method: 'get',
    path: '/service/events',
    name: 'listEvents',
    summary: 'Events that the merchant has not taken, the dead first',
    writes: false,
    query: schema.eventsQuery,
    answers: { 200: schema.eventsResponse },
    handle: async (services, { scope, query }) => {
      const { events, more } = await undeliveredEvents(services, scope, query);
      return {
        status: 200,
        body: { events: events.map(({ event, ...rest }) => ({ type: typeOf(event), ...rest })), more },
      };
    },
  }),
  serviceRoute({
    method: 'post',
    path: '/service/events/retry',
    name: 'retryEvents',
    summary: 'Send dead events again',
    writes: true,
    body: schema.retryRequest,
    answers: { 200: schema.retryResponse },
    handle: async (services, { scope, body }) => {
      const retried = await retryEvents(services, scope, body.outContractCodes);
      return {
        status: 200,
        body: {
          retried: retried.map(({ outContractCode, event }) => ({ outContractCode, type: typeOf(event) })),
        },
        noted: { retried: retried.length },
      };
    },
  }),
  serviceRoute({
    method: 'post',
    path: '/service/users/forget',
    name: 'forgetUser',
    summary: 'Forget a user who has no contract in force',
    writes: true,
    body: schema.namedUser,
    answers: { 200: schema.forgetResponse },
    handle: async (services, { scope, body }) => ({
      status: 200,
      body: await forgetUser(services, scope, body),
      noted: userIn(services, scope, body),
    }),
  }),
];

/** The user as the log names them. */
const userIn = (services: Services, scope: Scope, named: ServiceUser) => ({
  user: userKey(namedUser(services, scope, named)),
});

const typeOf = (event: 'signed' | 'terminated') => `contract.${event}` as const;

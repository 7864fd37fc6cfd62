import { listContracts, terminateContract } from '../../contracts/requests/contracts';
import { route } from '../../http/route';
import { contract } from '../../http/schemas';
import { code, contractList, listQuery, terminateRequest } from './schema';

export const contractRoutes = [
  route({
    method: 'get',
    path: '/api/contracts',
    name: 'listContracts',
    summary: "The user's contracts, terminated ones included, newest first",
    login: true,
    query: listQuery,
    answers: { 200: contractList },
    handle: async (services, { user, query }) => ({
      status: 200,
      body: await listContracts(services, user, query),
    }),
  }),
  route({
    method: 'post',
    path: '/api/contracts/:outContractCode/terminate',
    name: 'terminateContract',
    summary: "End one of the user's contracts",
    login: true,
    params: code,
    body: terminateRequest,
    answers: { 200: contract },
    handle: async (services, { user, params, body }) => ({
      status: 200,
      body: await terminateContract(services, user, params.outContractCode, body.remark),
    }),
  }),
];

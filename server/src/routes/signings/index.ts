import { createSigning } from '../../contracts/requests/create';
import { currentSigning, watchSigning } from '../../contracts/requests/find';
import { reportLaunch, reportReturn } from '../../contracts/requests/reports';
import { route } from '../../http/route';
import { signing } from '../../http/schemas';
import { code, createRequest, launchReport, returnReport, watchQuery } from './schema';

export const signingRoutes = [
  route({
    method: 'post',
    path: '/api/signings',
    name: 'createSigning',
    summary: 'Get a signing to sign with: the live one (200) or a new one (201)',
    login: true,
    body: createRequest,
    answers: { 200: signing, 201: signing },
    handle: async (services, { user, body, signal, begunAt }) => {
      const { created, signing } = await createSigning(services, user, body, signal, begunAt);
      return { status: created ? 201 : 200, body: signing };
    },
  }),
  route({
    method: 'get',
    path: '/api/signings/current',
    name: 'currentSigning',
    summary: "The user's newest signing",
    login: true,
    answers: { 200: signing },
    handle: async (services, { user }) => ({ status: 200, body: await currentSigning(services, user) }),
  }),
  route({
    method: 'get',
    path: '/api/signings/:outContractCode',
    name: 'getSigning',
    summary: 'One signing, at once or when it changes',
    login: true,
    params: code,
    query: watchQuery,
    answers: { 200: signing },
    waits: (query) => query.wait !== undefined && query.wait !== '0',
    handle: async (services, { user, params, query, signal }) => {
      const { wait: waitSeconds = 0, after } = query;
      return {
        status: 200,
        body: await watchSigning(services, user, params.outContractCode, { waitSeconds, after }, signal),
      };
    },
  }),
  route({
    method: 'post',
    path: '/api/signings/:outContractCode/launch',
    name: 'reportLaunch',
    summary: 'Report what became of the jump to the signing mini-program',
    login: true,
    params: code,
    body: launchReport,
    answers: { 200: signing },
    handle: async (services, { user, params, body }) => ({
      status: 200,
      body: await reportLaunch(services, user, params.outContractCode, body),
    }),
  }),
  route({
    method: 'post',
    path: '/api/signings/:outContractCode/return',
    name: 'reportReturn',
    summary: 'Report that the mini-program is in the foreground again',
    login: true,
    params: code,
    body: returnReport,
    answers: { 200: signing },
    handle: async (services, { user, params, body }) => ({
      status: 200,
      body: await reportReturn(services, user, params.outContractCode, body),
    }),
  }),
];

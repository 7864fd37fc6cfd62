import { login } from '../../contracts/requests/login';
import { route } from '../../http/route';
import { limitFailures } from './limit';
import { loginRequest, loginResponse } from './schema';

export const loginRoutes = [
  route({
    method: 'post',
    path: '/api/login',
    name: 'login',
    summary: 'Exchange a wx.login code for a token',
    login: false,
    body: loginRequest,
    answers: { 200: loginResponse },
    handle: async (services, { body, address }) => ({
      status: 200,
      body: await limitFailures(services, address(), () => login(services, body)),
    }),
  }),
  route({
    method: 'post',
    path: '/api/logout',
    name: 'logout',
    summary: 'End the token',
    login: true,
    answers: { 204: null },
    handle: async (_services, { logout }) => {
      await logout();
      return { status: 204 };
    },
  }),
];

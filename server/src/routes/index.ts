import type { Route } from '../http/route';
import { contractRoutes } from './contracts';
import { loginRoutes } from './login';
import { signingRoutes } from './signings';

/** What the mini-program calls where the merchant's own login says who comes. */
export const routesWithoutLogin: Route[] = [...signingRoutes, ...contractRoutes];

/** Every call that the mini-program makes. */
export const routes: Route[] = [...loginRoutes, ...routesWithoutLogin];

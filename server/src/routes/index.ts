import type { Route } from '../http/route';
import { contractRoutes } from './contracts';
import { loginRoutes } from './login';
import { signingRoutes } from './signings';

/** Every call that the mini-program makes. */
export const routes: Route[] = [...loginRoutes, ...signingRoutes, ...contractRoutes];

import type { z } from 'zod';
import type { Services } from '../contracts/services';
import type { User } from '../store';
import type { Answer, Declared } from './exchange';

/** What a handler is given: everything parsed once, and typed for good. */
interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  user: User;
  /** When the request came, in ms: what it took to let it in counts, too. */
  begunAt: number;
  /** Ends the login that the request came with. */
  logout(): Promise<void>;
  /** What the caller is to be counted by when nobody has logged in; `undefined`: not known, not to be counted. */
  address(): string | undefined;
  /** Aborts when the caller goes away. */
  signal: AbortSignal;
}

/** One call of the API: what it takes, what it answers, and what it does. */
export interface Route<Params = unknown, Query = unknown, Body = unknown> extends Declared {
  method: 'get' | 'post';
  /** As @koa/router writes it. */
  path: string;
  summary: string;
  /** Whether the caller must have logged in. */
  login: boolean;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Whether this very request is a long poll, which is counted apart from the others. */
  waits?: (query: Record<string, unknown>) => boolean;
  handle(services: Services, input: Input<Params, Query, Body>): Promise<Answer>;
}

/** Ties the handler's types to the schemas. */
export const route = <Params, Query, Body>(definition: Route<Params, Query, Body>): Route =>
  definition as unknown as Route;

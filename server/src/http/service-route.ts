import type { z } from 'zod';
import type { Scope } from '../contracts/service/scope';
import type { Services } from '../contracts/services';
import type { Answer, Declared } from './exchange';

interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** What the key may see. */
  scope: Scope;
}

interface ServiceAnswer extends Answer {
  /** What else the line in the log says, of a call that changes something. */
  noted?: Record<string, unknown>;
}

/** One call of the service API. */
export interface ServiceRoute<Params = unknown, Query = unknown, Body = unknown> extends Declared {
  method: 'get' | 'post';
  /** As @koa/router writes it. */
  path: string;
  summary: string;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Whether it changes anything: each such call leaves a line in the log, with the key's name. */
  writes: boolean;
  handle(services: Services, input: Input<Params, Query, Body>): Promise<ServiceAnswer>;
}

/** Ties the handler's types to the schemas. */
export const serviceRoute = <Params, Query, Body>(
  definition: ServiceRoute<Params, Query, Body>,
): ServiceRoute => definition as unknown as ServiceRoute;

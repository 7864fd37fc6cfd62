import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { ApiError } from '../api-error';
import { eachMinute } from './each-minute';

/** What an application adds to a request before it hands it over. */
export interface MountedRequest extends IncomingMessage {
  /** The bytes of the body, where a parser has read it and kept them. */
  rawBody?: unknown;
}

type Framework = 'express' | 'koa' | 'fastify' | 'unknown';

/** `contracts` is what docs/backend.md calls the server. */
const fixes: Record<Framework, string> = {
  express:
    "把 app.use('/pay', contracts.handler) 写在 express.json() 等请求体解析器之前；Nest 也可以用 NestFactory.create(AppModule, { rawBody: true })。" +
    "Mount the handler before express.json() and other body parsers: app.use('/pay', contracts.handler) first; with Nest, NestFactory.create(AppModule, { rawBody: true }) will do.",
  koa:
    '把调用 contracts.handler(ctx.req, ctx.res) 的中间件写在请求体解析器之前。' +
    'Hand over before the body parser: app.use() of the middleware that calls contracts.handler(ctx.req, ctx.res) comes first.',
  fastify:
    '注册 fastifyContractServer（它不解析请求体），不要在路由里调用 contracts.handler。' +
    'Register fastifyContractServer, which leaves the body alone, instead of calling contracts.handler in a route.',
  unknown:
    '在读取请求体之前就把请求交给 contracts.handler；Fastify 里请注册 fastifyContractServer（它不解析请求体），不要在路由里调用 contracts.handler。' +
    'Hand the request over before anything reads its body; in Fastify, register fastifyContractServer, which leaves the body alone, instead of calling contracts.handler in a route.',
};

/** How an application of the merchant's has mounted us. */
export interface Mount {
  /** The full path, without a slash at its end; absent where the path comes stripped. */
  basePath?: string | undefined;
  /** Requests of which something was read before they came here, and what handed them over. */
  readBefore: WeakMap<IncomingMessage, Framework>;
}

/**
 * Refuses a request whose body somebody has read before us, unless its bytes were kept in `rawBody`: of a parsed body no signature
 * can be verified, and nothing would be left for us to read.
 * @throws ApiError `body_already_read`
 */
export function refuseReadBody({ readBefore }: Mount, log: Logger): Middleware {
  const maySay = eachMinute();
  return (ctx, next) => {
    const request: MountedRequest = ctx.req;
    const framework = readBefore.get(request);
    if (framework === undefined || Buffer.isBuffer(request.rawBody) || !hasBody(request)) return next();
    if (maySay()) {
      log.error(
        { event: 'body-already-read', framework, fix: fixes[framework] },
        'the body of a request was read before it came here: calls with a body fail until `fix` is done, and all notifications',
      );
    }
    throw new ApiError('body_already_read');
  };
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Notes that something was read of a request, and whose it is, by what frameworks leave on it and its answer: before ours adds to them. */
export function noteReadBefore(
  { readBefore }: Mount,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.readableDidRead || request.readableEnded)
    readBefore.set(request, guessFramework(request, response));
}

function guessFramework(request: IncomingMessage, response: ServerResponse): Framework {
  // middie, and what goes by its example.
  if ('log' in request && 'id' in request) return 'fastify';
  if ('app' in request && 'next' in request) return 'express';
  // Koa says so before anybody has answered.
  return response.statusCode === 404 ? 'koa' : 'unknown';
}

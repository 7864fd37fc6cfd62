import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContractServer } from './contract-server';

/** What of a Fastify instance the plugin uses: the kit does not depend on Fastify. */
interface FastifyScope {
  readonly prefix: string;
  removeAllContentTypeParsers(): void;
  // biome-ignore lint/suspicious/noExplicitAny: Fastify's own types of these are generic in what nobody needs here.
  addContentTypeParser(type: any, parser: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  all(path: string, handler: any): any;
}

/**
 * Mounts a contract server in Fastify 5, below the prefix that it is registered with:
 * `app.register(fastifyContractServer, { server, prefix: '/pay' })`. The parsers of the rest of the application stay as they are.
 * Make the server without `basePath`.
 */
export async function fastifyContractServer(
  scope: FastifyScope,
  { server }: { server: Pick<ContractServer, 'handler'> },
): Promise<void> {
  // A parser for everything wins over the one for JSON only when that is gone.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request: unknown, _payload: unknown, done: (error: null) => void) =>
    done(null),
  );
  scope.all('/*', (request: { raw: MountedRequest }, reply: { raw: ServerResponse; hijack(): void }) => {
    reply.hijack();
    const { raw } = request;
    raw.originalUrl ??= raw.url ?? '/';
    raw.url = raw.url?.slice(scope.prefix.length);
    void server.handler(raw, reply.raw);
  });
}

interface MountedRequest extends IncomingMessage {
  originalUrl?: string;
}

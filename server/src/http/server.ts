import { createServer, type RequestListener, type Server } from 'node:http';

/**
 * An HTTP server that nobody holds up by being slow. Only what has arrived wholly may wait: long polls take 30 s.
 * https://nodejs.org/docs/latest-v20.x/api/http.html#httpcreateserveroptions-requestlistener
 */
export function createHttpServer(listener: RequestListener): Server {
  return createServer(
    {
      // Headers and bodies are small: whoever takes longer to send them is not sending them. From a connection's begin, too.
      headersTimeout: 30_000,
      requestTimeout: 30_000,
      // Node looks every 30 s otherwise, and so cuts some only after 60.
      connectionsCheckingInterval: 1_000,
      // A little longer than proxies keep theirs, 60 s mostly: else they send on one that closes just then.
      keepAliveTimeout: 61_000,
    },
    listener,
  );
}

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers everything, knows nothing of CORS, and keeps what it was asked with. */
export function createMerchant() {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((asked, answer) => {
    seen.push(asked.headers);
    answer.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  return {
    seen,
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    listen: () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

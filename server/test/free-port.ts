import { createServer } from 'node:net';

/** Asked for again soon after, the system may give the same port once more: two of one server's would be one. */
const given = new Set<number>();

/** A port of this machine that nobody listens on, and that nobody in this process was given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probe();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function probe(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

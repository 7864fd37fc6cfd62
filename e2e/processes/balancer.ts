import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { startLocalServer } from '../kit/local-server';

const CHECK_EVERY_MS = 500;

/**
 * A load balancer as they are everywhere: asks each server for `/readyz` twice a second, sends requests in turn to those that
 * said 200 the last time, keeps connections, and never sends a request twice.
 */
export async function startBalancer(backends: string[]) {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  /** What clients could not be given: no server, or a connection that broke. */
  const failures: string[] = [];
  let turn = 0;

  async function check(url: string): Promise<void> {
    try {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
      if (answer.status === 200) ready.add(url);
      else ready.delete(url);
    } catch (error) {
      // One slow answer says nothing yet.
      if ((error as Error).name !== 'TimeoutError') ready.delete(url);
    }
  }
  const checking = new Set<Promise<void>>();
  const timers = backends.map((url) =>
    setInterval(() => {
      const one = check(url).finally(() => checking.delete(one));
      checking.add(one);
    }, CHECK_EVERY_MS),
  );

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const backend = [...ready][turn++ % Math.max(1, ready.size)];
    const fail = (why: string) => {
      failures.push(`${incoming.method} ${incoming.url}: ${why}`);
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    };
    if (backend === undefined) {
      fail('no server is ready');
      return;
    }
    const { connection: _, ...headers } = incoming.headers;
    const forward = request(
      new URL(incoming.url!, backend),
      {
        method: incoming.method,
        agent,
        headers: { ...headers, 'x-forwarded-for': incoming.socket.remoteAddress },
      },
      (answer) => {
        const { connection: _, 'keep-alive': __, ...kept } = answer.headers;
        outgoing.writeHead(answer.statusCode!, kept);
        answer.on('aborted', () => fail('the answer broke off')).pipe(outgoing);
      },
    );
    forward.on('error', (error) => fail(`${backend} ${error.message}`));
    incoming.pipe(forward);
  }

  const server = await startLocalServer(pass);
  return {
    url: server.url,
    failures,
    isReady: (backend: string) => ready.has(backend),
    async close() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(checking);
      await server.close();
      agent.destroy();
    },
  };
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowProxy {
  port: number;
  /** How long answers are held up from now on, in ms. */
  delay(ms: number): void;
  /** Where the connections that go through it come from, as Redis sees them: `127.0.0.1:40000`. */
  addresses(): Set<string>;
  close(): void;
}

/**
 * Stands before a Redis, passes commands on at once and holds up its answers: whatever waits for an answer comes so much later
 * than what does not, and differs from it by the time at which Redis gets it.
 */
export async function startSlowProxy(redisPort: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  const addresses = new Set<string>();
  let delayMs = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const redis = connect({ port: redisPort, host: '127.0.0.1', noDelay: true });
    redis.once('connect', () => addresses.add(`127.0.0.1:${redis.localPort}`));
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => redis.write(chunk));
    // A timer each, in order: timers of one length never overtake each other.
    redis.on('data', (chunk) => {
      if (delayMs === 0) client.write(chunk);
      else setTimeout(() => client.write(chunk), delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => {
      delayMs = ms;
    },
    addresses: () => addresses,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { waitFor } from './wait';
import { redisUrl } from './world';

/** Commands that are sent in one tick arrive within this time, even on a loaded machine, in ms. */
const SENT_TOGETHER_MS = 15;

/**
 * Stands between one server and Redis, and counts how often a connection waits for it: answers are held back until the
 * server has nothing more to say, so that commands which none waits for another are one round trip.
 * @param mark a connection counts once it has sent a command with this text
 */
export async function startCountingProxy(mark: string) {
  const target = new URL(redisUrl());
  const sockets = new Set<Socket>();
  /** Connections on which the server waits for an answer. */
  const waiting = new Set<Socket>();
  let trips = 0;

  const proxy = createServer((client) => {
    const redis = connect(Number(target.port) || 6379, target.hostname);
    let isCounted = false;
    let answers: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const handOver = () => {
      timer = undefined;
      if (answers.length === 0) return;
      if (waiting.delete(client)) trips += 1;
      client.write(Buffer.concat(answers));
      answers = [];
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(handOver, SENT_TOGETHER_MS);
    };
    client.on('data', (chunk) => {
      isCounted ||= chunk.includes(mark);
      if (isCounted) waiting.add(client);
      later();
      redis.write(chunk);
    });
    redis.on('data', (chunk) => {
      answers.push(chunk);
      later();
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        sockets.delete(socket);
        waiting.delete(client);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);

  return {
    url: url.href,
    /** How many round trips there were while something was done. */
    async count<T>(work: () => Promise<T>): Promise<{ trips: number; result: T }> {
      await waitFor('what went before to be answered', () => waiting.size === 0);
      const before = trips;
      const result = await work();
      return { trips: trips - before, result };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

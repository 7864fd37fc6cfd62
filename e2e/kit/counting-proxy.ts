import type { Socket } from 'node:net';
import { startRelay } from '@contract-kit/server/testing/relay';
import { redisPlace, urlAt } from './redis-place';
import { waitFor } from './wait';

/** Commands that are sent in one tick arrive within this time, even on a loaded machine, in ms. */
const SENT_TOGETHER_MS = 15;

/**
 * Stands between one server and Redis, and counts how often a connection waits for it: answers are held back until the
 * server has nothing more to say, so that commands which none waits for another are one round trip.
 * @param mark a connection counts once it has sent a command with this text
 */
export async function startCountingProxy(mark: string) {
  /** Connections on which the server waits for an answer. */
  const waiting = new Set<Socket>();
  let trips = 0;

  const relay = await startRelay(redisPlace, (client, redis) => {
    let isCounted = false;
    let answers: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const handOver = () => {
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
    client.on('close', () => {
      clearTimeout(timer);
      waiting.delete(client);
    });
  });

  return {
    url: urlAt(relay.port),
    /** How many round trips there were while something was done. */
    async count<T>(work: () => Promise<T>): Promise<{ trips: number; result: T }> {
      await waitFor('what went before to be answered', () => waiting.size === 0);
      const before = trips;
      const result = await work();
      return { trips: trips - before, result };
    },
    close: relay.close,
  };
}

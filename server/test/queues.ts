import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pino from 'pino';
import { useRedis } from './redis';

/** Queues of BullMQ on the Redis of the test run, other ones for each test, and closed after it. */
export function useQueues() {
  const redis = useRedis();
  const closings: (() => Promise<unknown>)[] = [];
  let number = 0;
  beforeEach(() => {
    number += 1;
  });
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });

  const prefix = () => `{${redis.prefix}${number}}`;
  const newConnection = () => {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    closings.push(async () => connection.disconnect());
    return connection;
  };

  /** Closed after the test, before what was opened earlier. */
  const closing = <T extends { close(): Promise<unknown> }>(opened: T): T => {
    closings.push(() => opened.close());
    return opened;
  };

  return {
    redis,
    prefix,
    newConnection,
    /** What one server's jobs are made with. */
    options: () => ({
      connection: newConnection(),
      workerConnection: newConnection,
      prefix: prefix(),
      log: pino({ level: 'silent' }),
    }),
    closing,
    /** A queue as BullMQ shows it. */
    look: (name: 'queries' | 'rechecks' | 'events'): Queue =>
      closing(new Queue(name, { connection: newConnection(), prefix: prefix() })),
  };
}

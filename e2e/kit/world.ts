import { randomBytes } from 'node:crypto';
import { createSimulator, type Simulator, type SimulatorOptions } from '@contract-kit/simulator';
import { createControl } from '@contract-kit/simulator/control';
import { Redis } from 'ioredis';
import { type Client, createClient } from './client';
import { freeAddress } from './ports';
import { waitFor } from './wait';

export interface WorldOptions {
  simulator?: SimulatorOptions;
  config?: Parameters<Simulator['config']>[0];
  /** Instead of the Redis of the test run. */
  redisUrl?: string | undefined;
}

export function redisUrl(): string {
  const url = process.env.TEST_REDIS_URL ?? process.env.REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests with `npm test`');
  return url;
}

/** All that servers need to run, and share with nobody else: a simulator, and names of their own in Redis. */
export async function startWorld(options: WorldOptions = {}) {
  const { redisUrl: url = redisUrl() } = options;
  const simulator = await createSimulator(options.simulator);
  const control = createControl(simulator.url);
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  const redis = new Redis(url, { lazyConnect: true });
  return {
    simulator,
    control,
    /** The names of the servers begin with `prefix` there. */
    redis,
    prefix,
    /** What a server is started with, at an address of its own. */
    async env(changed: Record<string, string> = {}): Promise<Record<string, string>> {
      return {
        ...simulator.config(options.config),
        ...(await freeAddress()),
        REDIS_URL: url,
        REDIS_PREFIX: prefix,
        LOG_LEVEL: 'info',
        ...changed,
      };
    },
    /** A person who has logged in at one server, as a client of that or another one. */
    async login(at: { url: string }): Promise<{ token: string; client: (of: { url: string }) => Client }> {
      const user = `user-${randomBytes(4).toString('hex')}`;
      // A loaded machine may not have the server answer in time.
      const { token } = await waitFor('a login', async () => {
        const answer = await createClient(at.url).login(await control.code(user));
        return answer.status === 200 && answer.body;
      });
      return { token, client: ({ url }) => createClient(url, token) };
    },
    /** Names in Redis, without the prefix. */
    async names(pattern: string): Promise<string[]> {
      const names = await redis.keys(`*${prefix}${pattern}`);
      return names.map((name) => name.slice(name.indexOf(prefix) + prefix.length)).sort();
    },
    key: (name: string) => `${prefix}${name}`,
    job: (queue: 'queries' | 'events', id: string) => redis.hgetall(`{${prefix}jobs}:${queue}:${id}`),
    async close() {
      await simulator.close();
      const names = await redis.keys(`*${prefix}*`);
      if (names.length > 0) await redis.del(...names);
      redis.disconnect();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

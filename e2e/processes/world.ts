import { randomBytes } from 'node:crypto';
import { createSimulator, type SimulatorOptions } from '@contract-kit/simulator';
import { createControl } from '@contract-kit/simulator/control';
import { Redis } from 'ioredis';
import { type Client, createClient, freePort, redisUrl, waitFor } from '../kit';

/** All that servers need but for themselves: WeChat, and a Redis with names of their own. */
export async function startWorld(options: SimulatorOptions = {}) {
  const simulator = await createSimulator(options);
  const control = createControl(simulator.url);
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  const redis = new Redis(redisUrl());
  return {
    control,
    redis,
    /** What a server is started with; WeChat Pay notifies the one at `publicUrl`. */
    async env(changed: Record<string, string> = {}): Promise<Record<string, string>> {
      const PORT = String(await freePort());
      return {
        ...simulator.config(),
        PORT,
        PUBLIC_URL: `http://127.0.0.1:${PORT}`,
        REDIS_URL: redisUrl(),
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

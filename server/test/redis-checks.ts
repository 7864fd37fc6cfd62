import { Redis } from 'ioredis';
import { createLogger } from '../src/logging';
import { checkRedis } from '../src/store/check-redis';

/** The checks that a start makes of its Redis, and what they warned about; connections end with each test. */
export function useRedisChecks() {
  const warnings: string[] = [];
  const log = createLogger('warn', { write: (line) => void warnings.push(JSON.parse(line).msg) });
  const clients: Redis[] = [];
  beforeEach(() => void warnings.splice(0));
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  return {
    warnings,
    log,
    connect(url: string): Redis {
      const client = new Redis(url);
      clients.push(client);
      return client;
    },
    checkRedis: (
      client: Redis,
      options: { production: boolean; log: typeof log },
      persistence: 'checked' | 'managed' = 'managed',
    ) => checkRedis(client, { ...options, redis: { prefix: 'contract-kit:', persistence } }),
  };
}

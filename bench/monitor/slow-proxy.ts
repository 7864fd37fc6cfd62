import { startRelay } from '@contract-kit/server/testing/relay';

export interface SlowProxy {
  port: number;
  /** How long answers are held up from now on, in ms. */
  delay(ms: number): void;
  /** Where the connections that go through it come from, as Redis sees them: `127.0.0.1:40000`. */
  addresses(): Set<string>;
  close(): Promise<void>;
}

/**
 * Stands before a Redis, passes commands on at once and holds up its answers: whatever waits for an answer comes so much later
 * than what does not, and differs from it by the time at which Redis gets it.
 */
export async function startSlowProxy(redisPort: number): Promise<SlowProxy> {
  const addresses = new Set<string>();
  let delayMs = 0;
  const relay = await startRelay(
    () => ({ port: redisPort }),
    (client, redis) => {
      redis.once('connect', () => addresses.add(`127.0.0.1:${redis.localPort}`));
      client.on('data', (chunk) => redis.write(chunk));
      // A timer each, in order: timers of one length never overtake each other.
      redis.on('data', (chunk) => {
        if (delayMs === 0) client.write(chunk);
        else setTimeout(() => client.write(chunk), delayMs);
      });
    },
  );
  return {
    port: relay.port,
    delay: (ms) => {
      delayMs = ms;
    },
    addresses: () => addresses,
    close: relay.close,
  };
}

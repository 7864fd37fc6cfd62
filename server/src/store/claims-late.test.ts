import { Redis } from 'ioredis';
import { useRedis } from '../../test/redis';
import { describeWithRedisServer, startRedisServer } from '../../test/redis-server';
import { waitFor } from '../../test/wait';
import { createClaims } from './claims';

const { keys } = useRedis();

describeWithRedisServer('a claim whose answer comes late', () => {
  it('is given back as soon as Redis answers again, so that the user can try at once', async () => {
    const server = await startRedisServer();
    const slow = new Redis(server.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 300,
    });
    slow.on('error', () => {});
    try {
      await waitFor('the connection', () => slow.status === 'ready');
      const late = createClaims(slow, keys);
      server.pause();
      await expect(late.take('late', 'a')).rejects.toThrow();
      server.resume();
      // What was sent before is carried out before: the claim has been taken by now, and given back.
      const resumedAt = performance.now();
      await waitFor(
        'the claim to be free',
        async () => (await late.take('late', 'b').catch(() => undefined))?.isOurs,
      );
      expect(performance.now() - resumedAt).toBeLessThan(2_000);
    } finally {
      server.resume();
      slow.disconnect();
    }
  });

  it('is given back, too, when its connection is gone by then', async () => {
    const server = await startRedisServer();
    const options = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 100 };
    const slow = new Redis(server.url, { ...options, commandTimeout: 300, socketTimeout: 500 });
    slow.on('error', () => {});
    try {
      await waitFor('the connection', () => slow.status === 'ready');
      const late = createClaims(slow, keys);
      server.pause();
      await expect(late.take('late', 'a')).rejects.toThrow();
      await waitFor('the connection to be gone', () => slow.status !== 'ready');
      server.resume();
      await waitFor(
        'the claim to be free',
        async () => (await late.take('late', 'b').catch(() => undefined))?.isOurs,
      );
    } finally {
      server.resume();
      slow.disconnect();
    }
  });
});

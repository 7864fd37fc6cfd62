import { createLogger } from '@contract-kit/server';
import { connectRedis, loadRedisConfig } from '@contract-kit/server/testing';
import { Cluster } from 'ioredis';

/**
 * Deletes the keys whose names contain a text that nobody else's names contain.
 * @param url as `REDIS_URL`; a Redis that is away, or goes away, keeps its keys
 */
export async function deleteKeys(url: string, text: string): Promise<void> {
  const connection = await connectRedis(loadRedisConfig({ REDIS_URL: url }), createLogger('silent')).catch(
    () => undefined,
  );
  if (!connection) return;
  const { client } = connection;
  try {
    for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
      for await (const names of node.scanStream({ match: `*${text}*`, count: 1000 })) {
        // One by one: in a cluster a command may not name keys of two slots.
        await Promise.all((names as string[]).map((name) => client.del(name)));
      }
    }
  } finally {
    await connection.close();
  }
}

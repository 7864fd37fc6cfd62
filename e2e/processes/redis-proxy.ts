import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { redisUrl } from '../kit';

/** Longer than any text that a trap looks for. */
const LOOK_BACK = 256;

/** Stands between one server and Redis, and can stop it in the middle of what it does. */
export async function startRedisProxy() {
  const target = new URL(redisUrl());
  const sockets = new Set<Socket>();
  let trap: { text: string; spring: () => void } | undefined;
  let lie: { truth: RegExp; told: string } | undefined;
  let lateMs = 0;
  let isShut = false;

  const proxy = createServer((client) => {
    const redis = connect(Number(target.port) || 6379, target.hostname);
    let before = '';
    client.on('data', (chunk) => {
      if (isShut) return;
      const sent = before + chunk.toString('latin1');
      if (trap && sent.includes(trap.text)) {
        isShut = true;
        trap.spring();
        return;
      }
      before = sent.slice(-LOOK_BACK);
      redis.write(chunk);
    });
    redis.on('data', (chunk) => {
      const told = lie ? chunk.toString('latin1').replace(lie.truth, lie.told) : chunk;
      if (lateMs > 0) setTimeout(() => client.write(told, 'latin1'), lateMs);
      else client.write(told, 'latin1');
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);

  return {
    url: url.href,
    /** When the server sends a command with this text, Redis gets neither that command nor any later one. */
    trap(text: string, spring: () => void) {
      trap = { text, spring };
    },
    /** Redis seems to say something else, of the same length. */
    lie(truth: RegExp, told: string) {
      lie = { truth, told };
    },
    /** From now on each answer comes so much later. */
    slow(ms: number) {
      lateMs = ms;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

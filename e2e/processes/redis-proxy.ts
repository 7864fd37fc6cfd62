import { startRelay } from '@contract-kit/server/testing/relay';
import { redisPlace, urlAt } from '../kit/redis-place';

/** Longer than any text that a trap looks for. */
const LOOK_BACK = 256;

/** Stands between one server and Redis, and can stop it in the middle of what it does. */
export async function startRedisProxy() {
  let trap: { text: string; spring: () => void } | undefined;
  let lie: { truth: RegExp; told: string } | undefined;
  let lateMs = 0;
  let isShut = false;

  const relay = await startRelay(redisPlace, (client, redis) => {
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
  });

  return {
    url: urlAt(relay.port),
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
    close: relay.close,
  };
}

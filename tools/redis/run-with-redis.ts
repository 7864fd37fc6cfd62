import { say } from '../bootstrap/terminal.mjs';
import { onInterrupt, startNode } from '../processes/processes';
import { redisSettings, withoutRealSettings } from '../settings';
import { openServerRedis } from './redis';

/**
 * Runs a program of ours that finds its Redis in REDIS_URL, whichever Redis this machine has.
 * @param entry path from the repository's root
 * @returns its exit code
 */
export async function runWithRedis(entry: string, args: string[]): Promise<number> {
  const env = withoutRealSettings(process.env);
  const redis = await openServerRedis({ ...env, WECHATPAY_BASE_URL: 'http://127.0.0.1' });
  say(`Redis：${redis.zh}`, `Redis: ${redis.en}`);
  const program = startNode(entry, { args, env: { ...env, ...redisSettings(redis) } });
  onInterrupt(() => program.stop());
  const code = await program.exited;
  await redis.close();
  return code;
}

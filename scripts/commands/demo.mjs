import { onInterrupt, startNode } from '../processes.mjs';
import { openServerRedis } from '../redis.mjs';
import { redisSettings, withoutRealSettings } from '../settings.mjs';
import { say } from '../terminal.mjs';

/** @type {import('../commands.mjs').Command} */
export async function run(args) {
  const env = withoutRealSettings(process.env);
  const redis = await openServerRedis({ ...env, WECHATPAY_BASE_URL: 'http://127.0.0.1' });
  say(`Redis：${redis.zh}`, `Redis: ${redis.en}`);
  const demo = startNode('e2e/demo/main.ts', { args, env: { ...env, ...redisSettings(redis) } });
  onInterrupt(() => demo.stop());
  const code = await demo.exited;
  await redis.close();
  return code;
}

import { existsSync } from 'node:fs';
import { readOptions } from '../options';
import { bundle } from '../processes/bundle';
import { onInterrupt, startNode } from '../processes/processes';
import { lacksRedis, openServerRedis } from '../redis/redis';
import { envFile, envWithFile, redisSettings } from '../settings';

export async function run(args: string[]): Promise<number> {
  readOptions('npm run server', args, {});
  const settings = envWithFile();
  const redis = lacksRedis(settings) ? undefined : await openServerRedis(settings);
  // Standard output belongs to the server's JSON log lines.
  if (redis) process.stderr.write(`Redis：${redis.zh}\nRedis: ${redis.en}\n`);
  const server = startNode(await bundle('server/main.ts'), {
    args: existsSync(envFile) ? ['--env-file', envFile] : [],
    env: { ...process.env, ...(redis && redisSettings(redis)) },
  });
  onInterrupt(() => server.stop());
  const code = await server.exited;
  await redis?.close();
  return code;
}

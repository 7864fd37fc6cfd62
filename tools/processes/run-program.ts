import { existsSync } from 'node:fs';
import type { Program } from '../bootstrap/commands.mjs';
import { say } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { openServerRedis } from '../redis/redis';
import { envFile, redisSettings, withoutRealSettings } from '../settings';
import { bundle } from './bundle';
import { onInterrupt, startNode } from './processes';

/**
 * Runs the program of a command, with all that its row in the table of commands says.
 * @returns its exit code
 */
export async function runProgram(name: string, program: Program, args: string[]): Promise<number> {
  if (!program.saysOptions) readOptions(`npm run ${name}`, args, program.options ?? {});
  const { env, closeRedis } = program.redis ? await withRedis() : { env: process.env };
  const file = program.envFile && existsSync(envFile) ? ['--env-file', envFile] : [];
  // Those of tests and measurements start others of this repository, from where they lie.
  const entry = /^(e2e|bench)\//.test(program.file) ? program.file : await bundle(program.file);
  const running = startNode(entry, { args: [...file, ...args], env });
  if (program.closes) onInterrupt(() => running.stop());
  const code = await running.exited;
  await closeRedis?.();
  return code;
}

async function withRedis() {
  const env = withoutRealSettings(process.env);
  const redis = await openServerRedis({ ...env, WECHATPAY_BASE_URL: 'http://127.0.0.1' });
  say(`Redis：${redis.zh}`, `Redis: ${redis.en}`);
  return { env: { ...env, ...redisSettings(redis) }, closeRedis: redis.close };
}

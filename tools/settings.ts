import path from 'node:path';
import { ConfigError, readEnv } from '@contract-kit/server/read-env';
import { table } from '@contract-kit/server/variables';
import { root } from './bootstrap/root.mjs';
import { Problem } from './bootstrap/terminal.mjs';
import type { Redis } from './redis/redis';

export const envFile = path.join(root, '.env');

/**
 * The environment filled up from `.env`, as the server itself will see it.
 * @throws {Problem} when the file cannot be read
 */
export function envWithFile(): NodeJS.ProcessEnv {
  try {
    return readEnv(envFile, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const inWords = (language: 'zh-CN' | 'en', between: string) =>
      error.problems
        .map(({ name, problem, fix }) => `${name}${between}${problem[language]}${fix[language]}`)
        .join('\n');
    throw new Problem(inWords('zh-CN', '：'), inWords('en', ': '));
  }
}

const variables: Record<string, { whose: string }> = table;

/**
 * The environment without what describes a real provider or merchant: beside the simulator, only its own will do.
 * Without `NODE_ENV`, too: in production a Redis in memory is refused.
 */
export function withoutRealSettings(env: NodeJS.ProcessEnv) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      const whose = (variables[name] ?? variables[name.replace(/_FILE$/, '')])?.whose;
      return whose !== 'provider' && whose !== 'merchant' && name !== 'NODE_ENV';
    }),
  );
}

/** What a server process has to know about the Redis that was chosen for it. */
export function redisSettings({ kind, url }: Redis): Record<string, string> {
  if (kind === 'url') return {};
  return { REDIS_URL: url, ...(kind === 'embedded' && { REDIS_EMBEDDED: '1' }) };
}

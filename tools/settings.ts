import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';
import { Problem } from './bootstrap/terminal.mjs';
import type { Redis } from './redis/redis';

export const envFile = path.join(root, '.env');

/**
 * The environment filled up from `.env`, as the server itself will see it: the environment wins.
 * @throws {Problem} when the file is not UTF-8: what it says would be misread, or not read at all
 */
export function envWithFile(env = process.env) {
  if (!existsSync(envFile)) return { ...env };
  const bytes = readFileSync(envFile);
  // UTF-16 without its mark is UTF-8 with zeros.
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new Problem(
      '.env 不是 UTF-8 编码（可能是 GBK 或 UTF-16）。请另存为 UTF-8：记事本里“另存为”，编码选 UTF-8。',
      '.env is not UTF-8; it may be GBK or UTF-16. Save it as UTF-8: in Notepad, Save As with the encoding UTF-8.',
    );
  }
  // Loaded here, because this module is read before anything is installed.
  const { parse } = createRequire(path.join(root, 'server/package.json'))('dotenv');
  return { ...parse(bytes), ...env };
}

/**
 * The environment without what describes a real provider or merchant: beside the simulator, only its own will do.
 * Without `NODE_ENV`, too: in production a Redis in memory is refused.
 */
export function withoutRealSettings(env: NodeJS.ProcessEnv) {
  const server = path.join(root, 'server/package.json');
  // Plain Node reads no TypeScript. Loaded here for the reason given above.
  const { require: load } = createRequire(server)('tsx/cjs/api');
  /** @type {{table: Record<string, {whose: string}>}} */
  const { table } = load('@contract-kit/server/variables', server);
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      const { whose } = table[name] ?? table[name.replace(/_FILE$/, '')] ?? {};
      return whose !== 'provider' && whose !== 'merchant' && name !== 'NODE_ENV';
    }),
  );
}

/** What a server process has to know about the Redis that was chosen for it. */
export function redisSettings({ kind, url }: Redis): Record<string, string> {
  if (kind === 'url') return {};
  return { REDIS_URL: url, ...(kind === 'embedded' && { REDIS_EMBEDDED: '1' }) };
}

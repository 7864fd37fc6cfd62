import { spawnSync } from 'node:child_process';
import { Problem } from '../../tools/bootstrap/terminal.mjs';

/** What the bench needs of the machine beside Node, and how each tells its version. */
const components = { 'redis-server': '--version', openssl: 'version' };

/**
 * @returns what each says of its version
 * @throws Problem that names those that are not on the PATH
 */
export function findComponents(env = process.env): Record<string, string> {
  const found = Object.entries(components).map(([name, option]) => {
    const { status, stdout } = spawnSync(name, [option], { env, encoding: 'utf8' });
    return [name, status === 0 ? stdout.trim() : undefined] as const;
  });
  const missing = found.filter(([, version]) => version === undefined).map(([name]) => name);
  if (missing.length > 0) {
    throw new Problem(
      `npm run bench 需要 ${missing.join(' 和 ')}，PATH 里没有。请安装后重试（Debian：apt-get install ${missing.join(' ')}）。`,
      `npm run bench needs ${missing.join(' and ')} on the PATH: install it and try again.`,
    );
  }
  return Object.fromEntries(found) as Record<string, string>;
}

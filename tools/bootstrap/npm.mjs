import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * How to call npm or npx on this machine. Their JavaScript is run by the running Node where it can be
 * found, because Windows starts .cmd files only through a shell.
 * @param {'npm' | 'npx'} tool
 * @param {string[]} args
 * @param {{env: NodeJS.ProcessEnv, execPath: string, platform: NodeJS.Platform}} machine
 * @param {(file: string) => boolean} [exists]
 * @returns {{file: string, args: string[], shell: boolean}}
 */
export function npmCommand(tool, args, { env, execPath, platform }, exists = existsSync) {
  const bin = path.dirname(execPath);
  const cli = [
    // npm says where it is to the scripts that it runs; so does pnpm, which has no npx beside it.
    ...(env.npm_execpath ? [path.dirname(env.npm_execpath)] : []),
    path.join(bin, 'node_modules/npm/bin'),
    path.join(bin, '../lib/node_modules/npm/bin'),
  ]
    .map((folder) => path.join(folder, `${tool}-cli.js`))
    .find(exists);
  if (cli) return { file: execPath, args: [cli, ...args], shell: false };
  return { file: tool, args, shell: platform === 'win32' };
}

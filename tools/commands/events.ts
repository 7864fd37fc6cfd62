import { existsSync } from 'node:fs';
import { startNode } from '../processes/processes';
import { envFile } from '../settings';

/** @type {import('../bootstrap/commands.mjs').Command} */
export async function run(args) {
  const file = existsSync(envFile) ? ['--env-file', envFile] : [];
  return startNode('server/src/cli/events.ts', { args: [...file, ...args] }).exited;
}

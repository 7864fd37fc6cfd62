import { existsSync } from 'node:fs';
import { startNode } from '../processes/processes';
import { envFile } from '../settings';

export async function run(args: string[]): Promise<number> {
  const file = existsSync(envFile) ? ['--env-file', envFile] : [];
  return startNode('server/src/cli/events.ts', { args: [...file, ...args] }).exited;
}

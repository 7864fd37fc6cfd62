import { startNode } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export async function run(args) {
  return startNode('server/src/cli/generate.ts', { args }).exited;
}

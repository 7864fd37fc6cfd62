import { startNode } from '../processes/processes';

/** @type {import('../bootstrap/commands.mjs').Command} */
export async function run(args) {
  return startNode('server/src/cli/generate.ts', { args }).exited;
}

import { onInterrupt, startNode } from '../processes/processes';

/** @type {import('../bootstrap/commands.mjs').Command} */
export async function run() {
  const simulator = startNode('simulator/src/main.ts');
  onInterrupt(() => simulator.stop());
  return simulator.exited;
}

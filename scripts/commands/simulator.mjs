import { onInterrupt, startNode } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export async function run() {
  const simulator = startNode('simulator/platform/main.ts');
  onInterrupt(() => simulator.stop());
  return simulator.exited;
}

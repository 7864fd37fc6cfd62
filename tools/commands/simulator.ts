import { onInterrupt, startNode } from '../processes/processes';

export async function run(): Promise<number> {
  const simulator = startNode('simulator/src/main.ts');
  onInterrupt(() => simulator.stop());
  return simulator.exited;
}

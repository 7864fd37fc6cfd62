import { startNode } from '../processes/processes';

export async function run(args: string[]): Promise<number> {
  return startNode('server/src/cli/generate.ts', { args }).exited;
}

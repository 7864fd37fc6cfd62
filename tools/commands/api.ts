import { readOptions } from '../options';
import { startNode } from '../processes/processes';

/** What writes the files that are generated; with --check each says what of its own is out of date. The second reads what the first writes. */
export const generators = ['server/src/cli/generate.ts', 'service-client/generate.ts'];

/** Writes what is generated from the source. */
export async function run(args: string[]): Promise<number> {
  readOptions('npm run api', args, {});
  for (const program of generators) {
    const code = await startNode(program).exited;
    if (code !== 0) return code;
  }
  return 0;
}

import { availableParallelism } from 'node:os';
import { Problem } from '../bootstrap/terminal.mjs';
import { runTool, wasTold } from '../processes/processes';

const prefix = '--redis=';

/** `npm test`: the whole suite, or what jest makes of the arguments. */
export async function run(args: string[]): Promise<number> {
  const wanted = args.findLast((arg) => arg.startsWith(prefix))?.slice(prefix.length);
  if (wanted !== undefined && !['url', 'server', 'embedded'].includes(wanted)) {
    throw new Problem(
      `--redis 只能是 url、server 或 embedded，收到的是 ${wanted}。`,
      `--redis is url, server or embedded, not ${wanted}.`,
    );
  }
  const env = wanted === undefined ? {} : { TEST_REDIS: wanted };
  const forJest = args.filter((arg) => !arg.startsWith(prefix));
  return forJest.length > 0 ? jest(forJest, env) : wholeSuite(env);
}

/** The units first, which tell soonest; at last, with the machine to itself, what measures times across processes. */
export async function wholeSuite(env: NodeJS.ProcessEnv = {}): Promise<number> {
  let code = 0;
  for (const options of [
    ['unit', 'miniprogram'],
    // They leave a processor idle half of the time. (jest takes 150% for 150 workers.)
    ['slow', 'e2e', `--maxWorkers=${Math.ceil(1.5 * availableParallelism())}`],
    ['browser'],
    ['alone', '--runInBand'],
  ]) {
    const own = await jest(['--selectProjects', ...options], env);
    code ||= own;
    if (wasTold()) break;
  }
  return code;
}

export const jest = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  runTool('node_modules/jest/bin/jest.js', args, env);

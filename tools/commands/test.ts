import { Problem } from '../bootstrap/terminal.mjs';
import { runTool } from '../processes/processes';

const prefix = '--redis=';

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
  if (forJest.length > 0) return jest(forJest, env);
  // The whole suite: what measures times across processes comes last, with the machine to itself.
  let isInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      isInterrupted = true;
    });
  }
  const together = await jest(['--selectProjects', 'node', 'miniprogram'], env);
  if (isInterrupted) return together;
  const alone = await jest(['--selectProjects', 'alone', '--runInBand'], env);
  return together || alone;
}

const jest = (args: string[], env: NodeJS.ProcessEnv) => runTool('node_modules/jest/bin/jest.js', args, env);

import { runTool } from '../processes.mjs';
import { Problem } from '../terminal.mjs';

const prefix = '--redis=';

/** @type {import('../commands.mjs').Command} */
export async function run(args) {
  const wanted = args.findLast((arg) => arg.startsWith(prefix))?.slice(prefix.length);
  if (wanted !== undefined && !['url', 'server', 'embedded'].includes(wanted)) {
    throw new Problem(
      `--redis 只能是 url、server 或 embedded，收到的是 ${wanted}。`,
      `--redis is url, server or embedded, not ${wanted}.`,
    );
  }
  return runTool(
    'node_modules/jest/bin/jest.js',
    args.filter((arg) => !arg.startsWith(prefix)),
    wanted === undefined ? {} : { TEST_REDIS: wanted },
  );
}

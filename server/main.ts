import { parseArgs } from 'node:util';
import { merchant } from './merchant';
import { runServer } from './run';

function readOptions() {
  try {
    return parseArgs({ options: { 'env-file': { type: 'string' } } }).values;
  } catch (error) {
    process.stderr.write(
      `✗ 参数不对：只有 --env-file 文件。\nThe only option is --env-file FILE. ${(error as Error).message}\n`,
    );
    process.exit(2);
  }
}

void runServer({ merchant, envFile: readOptions()['env-file'] });

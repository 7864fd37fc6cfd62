import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bold, say } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { wholeSuite } from './test';

const TIMES = 3;

/** `npm run test:long`: the whole suite, three times, while other work holds every processor. */
export async function run(args: string[]): Promise<number> {
  readOptions('npm run test:long', args, {});
  const others = Array.from({ length: availableParallelism() }, holdProcessor);
  try {
    for (let time = 1; time <= TIMES; time++) {
      say(
        bold(`\n第 ${time} 遍，共 ${TIMES} 遍；同时有 ${others.length} 个进程占满处理器。`),
        `Run ${time} of ${TIMES}, while ${others.length} processes hold the processors.`,
      );
      const began = performance.now();
      const code = await wholeSuite();
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      if (code !== 0) {
        say(`第 ${time} 遍没有通过，用时 ${minutes} 分钟。`, `Run ${time} failed after ${minutes} minutes.`);
        return code;
      }
      say(`第 ${time} 遍全部通过，用时 ${minutes} 分钟。`, `Run ${time} passed in ${minutes} minutes.`);
    }
    return 0;
  } finally {
    for (const other of others) other.kill('SIGKILL');
  }
}

/** Ends with this process, too: its standard input does. */
function holdProcessor(): ChildProcess {
  const work = `
    process.stdin.on('end', () => process.exit()).resume();
    const work = () => { const until = Date.now() + 50; while (Date.now() < until); setImmediate(work); };
    work();`;
  return spawn(process.execPath, ['-e', work], { stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true });
}

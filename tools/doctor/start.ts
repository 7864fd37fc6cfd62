import { examine, lineOf } from '@contract-kit/server/doctor';
import { Problem, say } from '../bootstrap/terminal.mjs';
import { onInterrupt } from '../processes/processes';
import { envFile } from '../settings';
import { style } from './style';

/**
 * Looks at each setting and credential before a server is started with them.
 * @throws {Problem} when something is wrong
 */
export async function examineReal(env: NodeJS.ProcessEnv): Promise<void> {
  say('正在检查 .env 里的每一项（最多 30 秒）……', 'Looking at each setting of .env, for 30 s at most…');
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const findings = await examine({
    env,
    envFile,
    signal: stop.signal,
    onFinding: (finding) => process.stdout.write(`${lineOf(finding, style)}\n`),
  });
  const wrong = findings.filter(({ mark }) => mark === 'bad').length;
  if (wrong === 0) return;
  throw new Problem(
    `没有启动：上面有 ${wrong} 处 ✗，改好再运行。不检查就启动：npm run server`,
    `Not started: mend the ${wrong} ✗ above and run it again. Without these checks: npm run server`,
  );
}

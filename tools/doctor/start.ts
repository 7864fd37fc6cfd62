import { examine, lineOf } from '@contract-kit/server/doctor';
import { Problem, say } from '../bootstrap/terminal.mjs';
import { envFile } from '../settings';
import { style } from './style';

/**
 * Looks at each setting and credential before a server is started with them.
 * @param signal nobody waits any longer
 * @throws {Problem} when something is wrong, or it was stopped
 */
export async function examineReal(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  say('正在检查 .env 里的每一项（最多 30 秒）……', 'Looking at each setting of .env, for 30 s at most…');
  const findings = await examine({
    env,
    envFile,
    signal,
    onFinding(finding) {
      if (!signal.aborted) process.stdout.write(`${lineOf(finding, style)}\n`);
    },
  });
  if (signal.aborted) throw new Problem('已中断，没有启动。', 'Interrupted; nothing was started.');
  const wrong = findings.filter(({ mark }) => mark === 'bad').length;
  if (wrong === 0) return;
  throw new Problem(
    `没有启动：上面有 ${wrong} 处 ✗，改好再运行。不检查就启动：npm run server`,
    `Not started: mend the ${wrong} ✗ above and run it again. Without these checks: npm run server`,
  );
}

import { readFileSync } from 'node:fs';
import { isRunning } from './lock.mjs';

const lookEveryMs = 300;

/**
 * Ends this command, as SIGTERM would, when the npm that started it has ended.
 *
 * npm passes a SIGTERM on to the shell that it runs commands with, and that shell dies of it without telling anybody; an npm that
 * is killed tells nobody either. Other parents are not followed: with nohup a command is meant to outlive its terminal.
 * @param {() => boolean} isEnding whether the command knows already
 */
export function followNpm(isEnding) {
  if (!process.env.npm_lifecycle_script?.includes('tools/bootstrap/run.mjs')) return;
  const parent = process.ppid;
  const npm = npmBehind(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && isRunning(parent) && npmBehind(parent) === npm) return;
    clearInterval(timer);
    if (isEnding()) return;
    if (process.listenerCount('SIGTERM') === 0) process.exit(143);
    process.emit('SIGTERM', 'SIGTERM');
  }, lookEveryMs);
  timer.unref();
}

/**
 * Where npm's shell stays between the two, the npm behind it. Only Linux has such shells, and says whose they are.
 * @param {number} parent
 * @returns {number | undefined}
 */
function npmBehind(parent) {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, option] = readFileSync(`/proc/${parent}/cmdline`, 'utf8').split('\0');
    if (option !== '-c') return undefined;
    // After the name, which may hold anything, in brackets: the state, then the parent.
    return Number(readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
}

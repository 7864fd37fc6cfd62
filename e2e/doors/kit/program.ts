import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { npmCommand } from '../../../tools/bootstrap/npm.mjs';
import { waitFor } from '../../kit';

const running = new Set<ChildProcess>();
afterAll(async () => {
  await Promise.all([...running].map(end));
});

export interface Program {
  /** What it has written, to both of its outputs. */
  said(): string;
  /** What it has written to standard output alone. */
  wrote(): string;
  /** The first match in what it says; rejects when it ends without. */
  says(pattern: RegExp): Promise<string>;
  /** Its exit code; 1 when a signal ended it. */
  exited: Promise<number>;
  end(): Promise<void>;
}

interface Place {
  cwd: string;
  /** Variables beside those of this process. */
  env?: Record<string, string>;
  /** Windows starts what is no .exe only through it. */
  shell?: boolean;
}

/** Starts a program of others; it ends after the tests of the file at the latest. */
export function startProgram(file: string, args: string[], { cwd, env = {}, shell = false }: Place): Program {
  const child = spawn(file, args, {
    cwd,
    shell,
    env: { ...plainEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  running.add(child);
  let said = '';
  let wrote = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    wrote += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => running.delete(child));
  const ended = exited.then((code) => {
    throw new Error(`${file} ended with ${code}: ${said}`);
  });
  ended.catch(() => {});
  return {
    said: () => said,
    wrote: () => wrote,
    exited,
    says: (pattern) => Promise.race([waitFor(String(pattern), () => pattern.exec(said)?.[0]), ended]),
    end: () => end(child),
  };
}

/**
 * Runs a program of others to its end.
 * @returns what it wrote to standard output
 * @throws Error with all that it said, when its exit code is another than 0
 */
export async function runProgram(file: string, args: string[], place: Place): Promise<string> {
  const program = startProgram(file, args, place);
  const code = await program.exited;
  if (code !== 0) throw new Error(`${[file, ...args].join(' ')}: exit code ${code}\n${program.said()}`);
  return program.wrote();
}

/** Runs `npm …` as a stranger would, in a folder of theirs. */
export function runNpm(args: string[], cwd: string): Promise<string> {
  const { file, args: all, shell } = npmCommand('npm', args, process);
  return runProgram(file, shell ? all.map((arg) => `"${arg}"`) : all, { cwd, shell });
}

/** What this process, npm or jest were started with is no business of a stranger's program. */
const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_(registry|cache|.*proxy|cafile))|INIT_CWD|NODE_(ENV|OPTIONS)|JEST_|SIMULATOR_PORT|WECHATPAY_)/i.test(
        name,
      ),
  ),
);

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill();
  await closed;
}

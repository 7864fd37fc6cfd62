import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { killTree } from '../bootstrap/kill-tree.mjs';
import { root } from '../bootstrap/root.mjs';
import { isBundle } from './bundle';

/** A Node process that this command started. */
export interface Running {
  name: string;
  child: ChildProcess;
  /** Its exit code; a signal or a failed start counts as 1. */
  exited: Promise<number>;
  /** Asks it to finish its work and end; after 105 s it is killed with all its children. */
  stop(): Promise<void>;
  /** Ends it at once; what it started by startNode or as its Redis ends with it. */
  kill(): Promise<void>;
}

/** Longer than what the server gives itself at most: SHUTDOWN_DELAY_SECONDS, and 40 s. See server/main.ts. */
const graceMs = 105_000;
const onWindows = process.platform === 'win32';

/** Nothing new is started once everything is being stopped. */
let stopping = false;

/** Whether this command is ending: what a program leaves behind then may be half of it, whatever its exit code. */
export const isStopping = () => stopping;

/** On Windows Ctrl-C reaches every process already; asking it twice would cut its work short. */
let allWereTold = false;

/** Those that still run, in the order of their start. */
const running = new Set<Running>();

/**
 * Starts a JavaScript program of this repository, or TypeScript, which is quicker as a bundle.
 *
 * It is asked to end through its IPC channel (see follow-parent.mjs), which works on every system and when
 * this process is killed, too. So that Ctrl-C reaches it once only and in order, it has a process
 * group of its own; Windows has none that fits: there Ctrl-C reaches every process by itself.
 * @param entry path from the repository's root, or what `bundle` gave
 */
export function startNode(
  entry: string,
  {
    name = entry,
    args = [],
    env = process.env,
    cwd = root,
    output = 'inherit',
  }: {
    name?: string;
    args?: string[];
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    output?: 'inherit' | 'pipe';
  } = {},
): Running {
  if (stopping) throw new Error(`${name} is not started: this command is ending`);
  const follow = pathToFileURL(path.join(root, 'tools/bootstrap/follow-parent.mjs')).href;
  const child = spawn(process.execPath, ['--import', follow, ...optionsFor(entry), entry, ...args], {
    cwd,
    env,
    stdio: ['ignore', output, output, 'ipc'],
    detached: !onWindows,
    windowsHide: true,
  });
  const exited = untilGone(name, child).then((code) => {
    running.delete(self);
    return code;
  });
  const self: Running = { name, child, exited, stop: () => stop(self), kill: () => kill(self) };
  running.add(self);
  return self;
}

function optionsFor(entry: string) {
  if (entry.endsWith('.ts')) return ['--import', 'tsx'];
  return isBundle(entry) ? ['--enable-source-maps'] : [];
}

/**
 * Until it has ended and its last output has been read. (Its 'close' event stays away after a disconnect.)
 * @returns the exit code
 */
async function untilGone(name: string, child: ChildProcess): Promise<number> {
  const read = [child.stdout, child.stderr].map(
    (stream) => stream && new Promise((resolve) => stream.once('close', resolve)),
  );
  const code = await new Promise<number>((resolve) => {
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
    child.once('error', (error) => {
      process.stderr.write(`${name}: ${error.message}\n`);
      resolve(1);
    });
  });
  await Promise.all(read);
  return code;
}

async function stop({ child, exited }: Running) {
  if (child.connected && !allWereTold) child.disconnect();
  const deadline = setTimeout(() => killTree(child), graceMs);
  await exited;
  clearTimeout(deadline);
}

async function kill({ child, exited }: Running) {
  child.kill('SIGKILL');
  await exited;
}

/** Ends everything that was started, the last first. */
export async function stopAll() {
  stopping = true;
  for (const each of [...running].reverse()) await each.stop();
}

/** Kills everything that was started. */
export async function killAll() {
  stopping = true;
  await Promise.all([...running].map((each) => each.kill()));
}

let told = false;

/** Whether this command was asked to end. */
export const wasTold = () => told;

/**
 * Calls back when the user presses Ctrl-C or the system asks this process to end. One key press may come
 * twice, from the terminal and from npm; pressing again a second later kills everything at once.
 */
export function onInterrupt(callback: () => void) {
  let first = 0;
  const hear = (signal: NodeJS.Signals) => {
    told = true;
    if (first === 0) {
      first = Date.now();
      allWereTold = onWindows && signal === 'SIGINT';
      callback();
    } else if (Date.now() - first > 1_000) {
      for (const { child } of running) killTree(child);
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
}

/**
 * Runs a program of node_modules in the foreground: it owns the terminal, Ctrl-C included.
 * @param entry path from the repository's root
 * @returns its exit code; a signal counts as 1
 */
export function runTool(entry: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(process.execPath, [path.join(root, entry), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const hear = (signal: NodeJS.Signals) => {
    told = true;
    // The terminal tells it of Ctrl-C itself.
    if (signal === 'SIGTERM') child.kill('SIGTERM');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, hear);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(() => {
    for (const signal of signals) process.off(signal, hear);
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../tools/processes/bundle';
import { type LogLine, waitFor } from '../kit';

const root = join(__dirname, '..', '..');

/** Lets the process be asked to end on Windows too, and ends it when the tests end in whatever way. */
const followParent = pathToFileURL(join(root, 'tools', 'bootstrap', 'follow-parent.mjs')).href;

const entries = {
  main: 'server/main.ts',
  /** The same, with merchant functions that call `MERCHANT_URL`. */
  merchant: 'e2e/processes/merchant-server.ts',
};

/** As they are started. */
const programs = {} as Record<keyof typeof entries, string>;
beforeAll(async () => {
  for (const name of ['main', 'merchant'] as const) programs[name] = await bundle(entries[name]);
});

interface Exit {
  code: number | null;
  signal: string | null;
}

export interface ServerProcess {
  url: string;
  /** What `/metrics` says, if `METRICS_PORT` is set. */
  metrics(): Promise<string>;
  /** What it has logged so far. */
  logs: LogLine[];
  /** What it has written otherwise. */
  output(): string;
  exited: Promise<Exit>;
  /** The first line with all of these, once it is there. */
  logged(what: Record<string, unknown>): Promise<LogLine>;
  /** Ends it at once, as `kill -9` or a lost machine would. */
  kill(): Promise<void>;
  /** Asks it to end, as the system does at a deployment. */
  terminate(): void;
}

const running = new Set<ChildProcess>();
const killAll = () => running.forEach((child) => void child.kill('SIGKILL'));
process.on('exit', killAll);
afterAll(killAll);

/** Starts a server as a process of its own. It may not come up: see `startServer`. */
export function spawnServer(
  env: Record<string, string>,
  entry: keyof typeof entries = 'main',
): ServerProcess {
  const { PATH = '', SystemRoot, TEMP, TMPDIR } = process.env;
  const system = Object.entries({ PATH, SystemRoot, TEMP, TMPDIR }).filter(([, value]) => value);
  const child = spawn(process.execPath, ['--import', followParent, '--enable-source-maps', programs[entry]], {
    cwd: root,
    env: { ...Object.fromEntries(system), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  running.add(child);
  const logs: LogLine[] = [];
  let output = '';
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('{')) logs.push(JSON.parse(line));
    else output += `${line}\n`;
  });
  child.stderr!.on('data', (chunk) => {
    output += chunk;
  });
  // 'close' comes when its last output has been read, too.
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    url: `http://127.0.0.1:${env.PORT}`,
    metrics: async () => (await fetch(`http://127.0.0.1:${env.METRICS_PORT}/metrics`)).text(),
    logs,
    output: () => output,
    exited,
    logged: (what) =>
      waitFor(`a log line with ${JSON.stringify(what)}`, () =>
        logs.find((line) => Object.entries(what).every(([name, value]) => line[name] === value)),
      ),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    terminate() {
      if (process.platform === 'win32') child.disconnect();
      else child.kill('SIGTERM');
    },
  };
}

/** Starts a server that must come up. */
export async function startServer(
  env: Record<string, string>,
  entry?: keyof typeof entries,
): Promise<ServerProcess> {
  const server = spawnServer(env, entry);
  const ended = server.exited.then(({ code }) => {
    throw new Error(`the server ended with ${code}: ${JSON.stringify(server.logs)} ${server.output()}`);
  });
  await Promise.race([server.logged({ event: 'listening' }), ended]);
  ended.catch(() => {});
  return server;
}

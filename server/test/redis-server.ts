import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** Like `describe`, for tests that need a real redis-server. Without one they fail on CI, and elsewhere say that they did not run. */
export function describeWithRedisServer(name: string, define: () => void): void {
  if (isInstalled) {
    describe(name, define);
    return;
  }
  test(`${name} (not run: there is no redis-server on the PATH)`, () => {
    if (process.env.CI === 'true') throw new Error('redis-server must be on the PATH when CI=true');
  });
}

export interface RedisServer {
  port: number;
  url: string;
  /** Freezes it: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Ends it like a crash. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty, with the same options unless told otherwise. */
  restart(...options: string[]): Promise<void>;
}

const folders: string[] = [];
const running = new Set<ChildProcess>();
const killAll = () => running.forEach((server) => void server.kill('SIGKILL'));
process.on('exit', killAll);
afterAll(async () => {
  const ended = [...running].map((server) => once(server, 'exit'));
  killAll();
  await Promise.all(ended);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Starts a redis-server of one's own, without persistence; it ends with the test file. */
export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-server-'));
  folders.push(folder);
  let server = await launch(port, folder, options);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async kill() {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
    restart: async (...changed) => {
      server = await launch(port, folder, changed.length > 0 ? changed : options);
    },
  };
}

/** Resolves when it takes connections. */
function launch(port: number, folder: string, options: string[]): Promise<ChildProcess> {
  // Sentinels insist on a file of their own.
  const file = join(folder, 'redis.conf');
  if (!existsSync(file)) writeFileSync(file, `bind 127.0.0.1\nport ${port}\ndir "${folder}"\nsave ""\n`);
  const server = spawn('redis-server', [file, ...options]);
  running.add(server);
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += chunk;
      if (/Ready to accept connections|Sentinel ID is/.test(said)) resolve(server);
    });
    server.on('error', reject);
    server.on('exit', () => {
      running.delete(server);
      reject(new Error(`redis-server ended: ${said}`));
    });
  });
}

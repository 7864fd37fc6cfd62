// The process that keeps a private Redis for the command that forked it, and ends when that command
// ends, however it ends: the IPC channel closes with the parent.
//
//   argv[2]  embedded        js-redis-server, inside this process
//            <a program>     that redis-server, as a child of this process
//
// Sends {url} once it accepts connections, or {error}.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@contract-kit/server/testing/free-port';

const host = '127.0.0.1';

let release: () => unknown = () => {};

async function end() {
  await release();
  process.exit(0);
}
process.on('disconnect', end);
// Ctrl-C reaches every process of the terminal: Redis must outlive those that still finish their work on it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

/** Its own wildcard listen would offer an open Redis to the whole network, so the parts are put together here. */
async function embedded() {
  const { createRedisCommandExecutor, RedisServerState, Resp2Server } = await import('js-redis-server/core');
  const { server } = new Resp2Server({
    server: new RedisServerState({ databaseCount: 16 }),
    executor: createRedisCommandExecutor({}),
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve(undefined));
  });
  return (server.address() as AddressInfo).port;
}

async function redisServer(program: string) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      await launch(program, port);
      return port;
    } catch (error) {
      // Another program may take the port between our look and Redis's listen.
      if (attempt === 3) throw error;
    }
  }
}

function launch(program: string, port: number) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-redis-'));
  const settings = { bind: host, port, save: '', appendonly: 'no', dir: folder, daemonize: 'no' };
  const child = spawn(
    program,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, detached: process.platform !== 'win32' },
  );
  const gone = new Promise((resolve) => child.once('close', resolve)).then(() =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  );
  release = () => {
    child.kill('SIGKILL');
    return gone;
  };
  return new Promise((resolve, reject) => {
    let said = '';
    let ready = false;
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
      if (!ready && /ready to accept connections/i.test(said)) {
        ready = true;
        resolve(undefined);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (ready) end();
      reject(new Error(`${program} exited with code ${code}: ${said.trim()}`));
    });
  });
}

async function main() {
  const kind = process.argv[2] ?? 'embedded';
  try {
    const port = kind === 'embedded' ? await embedded() : await redisServer(kind);
    process.send?.({ url: `redis://${host}:${port}` });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
}

void main();

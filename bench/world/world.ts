import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@contract-kit/server/testing/free-port';
import { Queue } from 'bullmq';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import type { LoadAnswer, LoadRequest } from '../programs/load';
import { Child } from './child';
import { type RedisServer, startRedis } from './redis';
import { createKeys, type Keys, serverSettings } from './settings';

const READY_WITHIN_MS = 30_000;
const programs = path.join(__dirname, '../dist/programs');

/** A notification as the platform signs it. */
interface SignedNotification {
  headers: Record<string, string>;
  body: string;
}

/** One process that takes the users' requests. */
export interface Subject {
  name: string;
  url: string;
  prefix: string;
  child: Child;
  /** Its events, which are not delivered while they are paused. */
  events: Queue;
  /** Sends them so many at once, from the load process, and gives their answers. */
  send(requests: LoadRequest[], inFlight?: number): Promise<LoadAnswer[]>;
  /** Sends it so many a second, whether it answers or not; answers are timed from when each was due. */
  openLoop(requests: LoadRequest[], perSecond: number): Promise<LoadAnswer[]>;
  /** Sends it requests that it answers late: resolves when all are under way. */
  wait(requests: LoadRequest[]): Promise<void>;
  /** How many of those have been answered, or have failed. */
  answered(): Promise<number>;
  /** Ends it, and forgets what it had. */
  stop(): Promise<void>;
}

export interface World {
  /** Whatever is put there goes with the bench. */
  folder: string;
  keys: Keys;
  redis: RedisServer;
  client: Redis;
  platform: Child;
  platformUrl: string;
  /** Starts a program of the bench's own. */
  program(name: string, env?: Record<string, string>): Child;
  /** @param main a built server's main.js; none for bare */
  start(name: string, main: string | undefined, env?: Record<string, string>): Promise<Subject>;
  notifications(of: { outContractCode: string; openid: string }[]): Promise<SignedNotification[]>;
  close(): Promise<void>;
}

/** Bundles the bench's own programs as the server is: what runs them must not be what makes the difference. */
async function buildPrograms(): Promise<void> {
  const folder = path.join(__dirname, '..');
  await build({
    entryPoints: {
      bare: path.join(folder, 'bare/main.ts'),
      ...Object.fromEntries(
        ['platform', 'load', 'floors', 'client'].map((name) => [
          name,
          path.join(folder, `programs/${name}.ts`),
        ]),
      ),
    },
    outdir: programs,
    bundle: true,
    platform: 'node',
    target: 'node20.18',
    logLevel: 'warning',
  });
}

/** Starts a Redis and a platform, to which those who are measured are added one by one. */
export async function createWorld(): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  mkdirSync(programs, { recursive: true });
  await buildPrograms();
  const keys = createKeys();
  const redis = await startRedis();
  const client = new Redis(redis.url);
  const log = (name: string) => path.join(folder, `${name}.log`);
  const program = (name: string, env: Record<string, string> = {}) =>
    Child.start(name, path.join(programs, `${name}.js`), {
      env: { PLATFORM_KEY: keys.platform, REDIS_URL: redis.url, ...env },
      log: log(name),
    });
  const platform = program('platform');
  const platformUrl = await platform.call<string>('listen');
  const load = program('load');
  let started = 0;

  return {
    folder,
    keys,
    redis,
    client,
    platform,
    platformUrl,
    program,
    notifications: (of) => platform.call('notifications', of),

    async start(name, main, env = {}) {
      const prefix = `b${started++}:`;
      const port = await freePort();
      const settings = { ...serverSettings(keys, { redisUrl: redis.url, platformUrl, prefix }), ...env };
      const child = Child.start(name, main ?? path.join(programs, 'bare.js'), {
        env: { ...settings, PORT: String(port) },
        log: log(`${name}-${started}`),
      });
      const url = `http://127.0.0.1:${port}`;
      await untilReady(url, child);
      const events = new Queue('events', {
        connection: { url: redis.url, maxRetriesPerRequest: null },
        prefix: `{${settings.REDIS_PREFIX}jobs}`,
        skipVersionCheck: true,
      });
      return {
        name,
        url,
        prefix: settings.REDIS_PREFIX!,
        child,
        events,
        send: (requests, inFlight = 32) => load.call('closedLoop', url, requests, inFlight),
        openLoop: (requests, perSecond) => load.call('openLoop', url, requests, perSecond),
        wait: (requests) => load.call('wait', url, requests),
        answered: () => load.call('answered'),
        async stop() {
          await child.stop();
          await events.close();
        },
      };
    },

    async close() {
      client.disconnect();
      await Promise.all([platform.stop(), load.stop()]);
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: Child): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  for (;;) {
    const status = await fetch(`${url}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    if (ended || performance.now() > until)
      throw new Error(`${child.name} is not ready; its last words:\n${child.lastWords()}`);
    await sleep(5);
  }
}

import { randomBytes } from 'node:crypto';
import { type Control, createControl } from '@contract-kit/simulator/control';
import type { Problem } from '../../tools/bootstrap/terminal.mjs';
import { bundle } from '../../tools/processes/bundle';
import { listeningUrl } from '../../tools/processes/log-view';
import { Part } from '../../tools/processes/part';
import { freeAddress } from '../kit/ports';
import { deleteKeys } from './delete-keys';

/** A line of the server's log. */
export interface LogLine {
  event?: string;
  outContractCode?: string;
  /** Of `event: "fact"`. */
  fact?: string;
  status?: string;
  /** Of `event: "merchant-event"`. */
  name?: string;
  outcome?: string;
  eventId?: string;
}

export interface Backend {
  url: string;
  /** What it has logged so far. */
  log: LogLine[];
}

/** What runs while the demo plays. */
export interface Running {
  simulatorUrl: string;
  control: Control;
  /** The merchant's server. */
  server: Backend;
  /** The same with signings that live only `SHORT_LIFETIME_SECONDS`: it starts meanwhile. */
  shortLived: Promise<Backend>;
}

export const SHORT_LIFETIME_SECONDS = 3;

/**
 * The simulator and two servers as processes of their own, which share nothing but HTTP and Redis.
 * @param env of the servers; `redisUrl` must be what it says
 */
export function createWorld(env: NodeJS.ProcessEnv, redisUrl: string) {
  const prefix = `demo-${randomBytes(5).toString('hex')}`;
  const parts: Part[] = [];
  let tellDeath: (problem: Problem) => void;
  const died = new Promise<Problem>((resolve) => {
    tellDeath = resolve;
  });

  async function startPart(name: string, entry: string, settings: Record<string, string>): Promise<Part> {
    const part = new Part(name, await bundle(entry), { env: { ...env, ...settings } });
    parts.push(part);
    part.death.then(tellDeath);
    return part;
  }

  async function startServer(name: string, settings: Record<string, string>): Promise<Backend> {
    const part = await startPart(`demo-${name}`, 'server/main.ts', {
      ...settings,
      ...(await freeAddress()),
      HOST: '127.0.0.1',
      REDIS_PREFIX: `${prefix}-${name}:`,
      LOG_LEVEL: 'info',
    });
    const log: LogLine[] = [];
    part.onLine((line) => {
      if (line.startsWith('{')) log.push(JSON.parse(line));
    });
    return { url: await part.untilSaid(listeningUrl), log };
  }

  return {
    /** All names in Redis contain it. */
    prefix,
    /** A process that ended by itself, and its last words. */
    died,

    /** Rejects with a Problem when a part does not start. */
    async open(): Promise<Running> {
      const simulator = await startPart('demo-simulator', 'simulator/src/main.ts', { SIMULATOR_PORT: '0' });
      const simulatorUrl = await simulator.untilSaid((line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
      const control = createControl(simulatorUrl);
      const merchant = await control.config();
      const server = await startServer('server', merchant);
      const shortLived = startServer('short-lived-server', {
        ...merchant,
        SIGNING_LIFETIME_SECONDS: String(SHORT_LIFETIME_SECONDS),
      });
      // `died` tells of it.
      shortLived.catch(() => {});
      return { simulatorUrl, control, server, shortLived };
    },

    /** Ends the processes, the last first, and removes what they left in Redis. */
    async close(): Promise<void> {
      for (const part of [...parts].reverse()) await part.running.stop();
      await deleteKeys(redisUrl, prefix);
    },
  };
}

export type World = ReturnType<typeof createWorld>;

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '../bootstrap/lock.mjs';
import { miniprogram } from './taro';

/** What the latest build of `npm run dev:weapp` came to. */
export interface DevBuild {
  /** Of the command: what it wrote is of no interest when it is gone. */
  pid: number;
  /** That is written in the package. */
  serverUrl: string;
  state: 'building' | 'built' | 'failed';
  /** When that was. */
  at: string;
  /** What the compiler says. */
  error?: string;
}

/** Where `npm run dev:weapp` builds: empty at times. */
export const devOutput = path.join(miniprogram, 'dist-dev');

/** Where it says how that goes, for whoever shows the package. */
const devBuildFile = `${devOutput}.json`;

export function writeDevBuild(
  build: Pick<DevBuild, 'serverUrl' | 'state' | 'error'>,
  file: string = devBuildFile,
) {
  const text = JSON.stringify({ pid: process.pid, at: new Date().toISOString(), ...build });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  try {
    renameSync(unfinished, file);
  } catch {
    // Windows, where something else has it open. A reader looks again when it finds half a file.
    rmSync(unfinished, { force: true });
    writeFileSync(file, text);
  }
}

/** Unless another command has written its own meanwhile. */
export function removeDevBuild(file = devBuildFile) {
  if (read(file)?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * Looks again and again, since there is no telling on every system when a file changes.
 * @param onChange called with every state that lasted, and with nothing when the command has
 *   ended; never at the start when there is none
 * @returns ends it
 */
export function watchDevBuild(
  onChange: (build: DevBuild | undefined) => void,
  { file = devBuildFile, pollMs = 300 }: { file?: string; pollMs?: number } = {},
): () => void {
  let seen = '';
  let told = '';
  const look = () => {
    const build = living(file);
    const now = build ? JSON.stringify(build) : '';
    // A build may be followed by another at once: it is worth reading when it is still there at the next look.
    if (now === seen && now !== told) {
      told = now;
      onChange(build);
    }
    seen = now;
  };
  look();
  const timer = setInterval(look, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}

function living(file: string) {
  const build = read(file);
  return build && isRunning(build.pid) ? build : undefined;
}

/** @returns undefined as well while it is being written */
function read(file: string): DevBuild | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

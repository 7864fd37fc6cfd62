import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '../bootstrap/lock.mjs';
import { miniprogram } from './taro';

/**
 * @typedef {object} DevBuild what the latest build of `npm run dev:weapp` came to
 * @property {number} pid of the command: what it wrote is of no interest when it is gone
 * @property {string} serverUrl that is written in the package
 * @property {'building' | 'built' | 'failed'} state
 * @property {string} at when that was
 * @property {string} [error] what the compiler says
 */

/** Where `npm run dev:weapp` builds: empty at times. */
export const devOutput = path.join(miniprogram, 'dist-dev');

/** Where it says how that goes, for whoever shows the package. */
export const devBuildFile = `${devOutput}.json`;

/**
 * @param {Pick<DevBuild, 'serverUrl' | 'state' | 'error'>} build
 * @param {string} [file]
 */
export function writeDevBuild(build, file = devBuildFile) {
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
 * @param {(build: DevBuild | undefined) => void} onChange called with every state that lasted, and with nothing when the command has
 *   ended; never at the start when there is none
 * @param {{file?: string, pollMs?: number}} [options]
 * @returns {() => void} ends it
 */
export function watchDevBuild(onChange, { file = devBuildFile, pollMs = 300 } = {}) {
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

/** @param {string} file */
function living(file) {
  const build = read(file);
  return build && isRunning(build.pid) ? build : undefined;
}

/**
 * @param {string} file
 * @returns {DevBuild | undefined} undefined as well while it is being written
 */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

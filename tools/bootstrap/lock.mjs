import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 2_000;
const abandonedAfterMs = 30_000;

/**
 * Runs `work` while holding a lock file, so that two commands never do it at once. The lock of a process
 * that is gone, or that has not touched its file for 30 s, is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{onWait?: () => void, pollMs?: number}} [options] `onWait` is called once if somebody else holds it
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait = () => {}, pollMs = 300 } = {}) {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait();
    removeIfAbandoned(file);
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    release();
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} file */
function removeIfAbandoned(file) {
  try {
    const holder = readFileSync(file, 'utf8');
    const silentMs = Date.now() - statSync(file).mtimeMs;
    if (silentMs < abandonedAfterMs && (holder === '' || isRunning(Number(holder)))) return;
    // Two that wait may both see the dead holder: only one of them can rename this very file.
    const aside = `${file}.${process.pid}`;
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Somebody removed it by hand.
  }
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return /** @type {NodeJS.ErrnoException} */ (error).code === code;
}

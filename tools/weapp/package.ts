import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../bootstrap/lock.mjs';
import { root } from '../bootstrap/root.mjs';
import { say } from '../bootstrap/terminal.mjs';
import { sourceHash } from '../source-hash';
import { placeholderUrl } from './settings';
import { buildWeapp } from './taro';

/** Somebody may still be reading an older one. */
const kept = 4;
const cache = path.join(root, 'node_modules/.cache/contract-kit-weapp');

/** What the bytes of the package depend on. */
export const sources = [
  'miniprogram/src',
  'miniprogram/config',
  'miniprogram/package.json',
  'miniprogram/babel.config.cjs',
  'miniprogram/.browserslistrc',
  'miniprogram/project.config.json',
  'miniprogram/tsconfig.json',
  'tsconfig.base.json',
  'signing/core',
  'signing/react',
  'signing/package.json',
  'shared/src',
  'shared/package.json',
  'pnpm-lock.yaml',
];

/**
 * The package that would be uploaded, with the placeholder for the server's address: built when a source has
 * changed since the last time. For tests, the demo and the phone; safe to call from several processes at once.
 * @param options `onBuild` is called when it has to be built, `onWait` when somebody else is at it
 * @returns its folder, which nobody may change
 */
export async function ensureWeapp({
  onBuild = announce,
  onWait = () => {},
}: {
  onBuild?: () => void;
  onWait?: () => void;
} = {}): Promise<string> {
  const hash = sourceHash(sources);
  const folder = path.join(cache, hash);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    await withLock(path.join(cache, '.lock'), () => build(folder, onBuild), { onWait });
    // Somebody was editing meanwhile.
    if (!existsSync(folder)) return ensureWeapp({ onBuild, onWait });
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

function announce() {
  say(
    '正在构建小程序（源码有变化，约 10 秒）……',
    'Building the mini-program: its sources changed; about 10 s.',
  );
}

/** @param folder named by the hash of the sources */
async function build(folder: string, onBuild: () => void) {
  if (existsSync(folder)) return;
  onBuild();
  // One of a build that was broken off is in the way.
  const unfinished = path.join(cache, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  await buildWeapp(unfinished, placeholderUrl);
  if (sourceHash(sources) !== path.basename(folder)) return;
  renameSync(unfinished, folder);
  removeOld();
}

function removeOld() {
  const folders = readdirSync(cache)
    .filter((name) => /^[0-9a-f]+$/.test(name))
    .map((name) => path.join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of folders.slice(kept)) rmSync(folder, { recursive: true, force: true });
}

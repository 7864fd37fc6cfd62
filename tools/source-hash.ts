import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';

/** What is made of sources, or put there by an install. */
const notSources = new Set(['node_modules', 'dist', 'dist-dev']);

/**
 * Names what stands in files, so that what was made of them is made again only when they have changed.
 * @param paths files and folders, from the root; of a folder all but its tests
 */
export function sourceHash(paths: string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesOf)) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param place from the root
 * @returns its files but for tests, in the same order everywhere
 */
function filesOf(place: string): string[] {
  if (!statSync(path.join(root, place)).isDirectory()) return [place];
  return readdirSync(path.join(root, place))
    .filter((name) => !notSources.has(name) && !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesOf(`${place}/${name}`));
}

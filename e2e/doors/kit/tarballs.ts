import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../../tools/bootstrap/lock.mjs';
import { root } from '../../../tools/bootstrap/root.mjs';
import { products } from '../../../tools/pack/products';
import { sourceHash } from '../../../tools/source-hash';

const cache = join(root, 'node_modules/.cache/contract-kit-tarballs');

/** Whoever took tarballs this long ago has done with them. */
const notUsedMs = 3_600_000;

/** What goes into them. */
const sources = [
  ...products.flatMap(({ source, files }) => [source, ...Object.values(files)]),
  ...['shared', 'tools/pack', 'pnpm-lock.yaml'],
];

/**
 * What `npm run pack` makes of the sources as they are: once for all tests that ask.
 * @returns the tarballs' paths by the names of their packages
 */
async function tarballs(): Promise<Map<string, string>> {
  const folder = join(cache, sourceHash(sources));
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, '.lock'), async () => {
    if (existsSync(folder)) return;
    for (const old of readdirSync(cache).map((name) => join(cache, name)))
      if (statSync(old).mtimeMs < Date.now() - notUsedMs) rmSync(old, { recursive: true });
    const unfinished = `${folder}-unfinished`;
    await promisify(execFile)(process.execPath, ['tools/bootstrap/run.mjs', 'pack', '--to', unfinished], {
      cwd: root,
    });
    renameSync(unfinished, folder);
  });
  return new Map(
    products.map(({ name }) => [
      name,
      join(folder, readdirSync(folder).find((file) => file.startsWith(`${name}-`)) ?? ''),
    ]),
  );
}

/** @returns the tarball of one of them */
export async function tarball(name: string): Promise<string> {
  const file = (await tarballs()).get(name);
  if (file === undefined) throw new Error(`npm run pack makes no ${name}`);
  return file;
}

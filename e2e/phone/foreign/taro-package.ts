import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../../tools/bootstrap/lock.mjs';
import { createAppFolder } from '../../lift/app-folder';
import { root } from '../../lift/guide';
import { buildTaroApp, checkTypes, makeTaroApp } from '../../lift/taro-app';

const cache = join(root, 'node_modules', '.cache', 'contract-kit-foreign');
const sources = join(__dirname, 'taro-app');

/** What else the build depends on. */
const tools = [join(root, 'e2e', 'lift', 'taro-app.ts'), join(root, 'pnpm-lock.yaml')];

/** The folder of the built app, which nobody may change: built when a source has changed since the last time. */
export async function ensureTaroPackage(): Promise<string> {
  const app = readSources();
  const folder = join(cache, hashOf(app));
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, '.lock'), async () => {
    if (!existsSync(folder)) await build(app, folder);
  });
  return folder;
}

type Sources = (readonly [path: string, text: string])[];

async function build(app: Sources, folder: string): Promise<void> {
  const project = createAppFolder();
  const unfinished = join(cache, 'unfinished');
  try {
    makeTaroApp(project);
    rmSync(join(project.path, 'src', 'app.config.ts'));
    project.write([['types/styles.d.ts', "declare module '*.css';\n"]]);
    project.write(app.map(([path, text]) => [`src/${path}`, text]));
    await checkTypes(project);
    const built = await buildTaroApp(project);
    // Also removes the packages of older sources: nobody else reads them.
    for (const name of readdirSync(cache))
      if (name !== '.lock') rmSync(join(cache, name), { recursive: true });
    // The temporary folder may be on another disk.
    cpSync(built, unfinished, { recursive: true });
    renameSync(unfinished, folder);
  } finally {
    project.remove();
  }
}

function readSources(): Sources {
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (file) => [file.slice(sources.length + 1).replaceAll('\\', '/'), readFileSync(file, 'utf8')] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function hashOf(app: Sources): string {
  const hash = createHash('sha256');
  for (const [path, text] of app) hash.update(`${path}\n${text.length}\n${text}`);
  for (const file of tools) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

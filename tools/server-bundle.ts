import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';

const source = path.join(root, 'server/src');

/** Bundles the server, with everything it needs, into an empty folder: `node main.js` runs it there. */
export async function bundleServer(folder: string): Promise<void> {
  const { build } = await import('esbuild');
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: [
      path.join(root, 'server/main.ts'),
      path.join(source, 'cli/events.ts'),
      path.join(source, 'cli/doctor.ts'),
    ],
    outdir: folder,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    target: 'node20.18',
    sourcemap: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
  copyScripts(folder);
}

/** The Lua scripts are read from the folder of the code that uses them, which is now the bundle's. */
function copyScripts(folder: string) {
  const names = new Set();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.lua')) continue;
    const name = path.basename(file);
    if (names.has(name))
      throw new Error(`Two Lua scripts are named ${name}; the bundle has one folder for them all`);
    names.add(name);
    cpSync(path.join(source, file), path.join(folder, name));
  }
}

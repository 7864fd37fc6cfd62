import { join } from 'node:path';
import { build } from 'esbuild';

/** What the browser loads: by name, as `page.js`. */
export type Assets = ReadonlyMap<string, Buffer>;

const phone = join(__dirname, '..');

let built: Promise<Assets> | undefined;

/** Once a process: the sources are taken as they are at the first time. */
export function ensureAssets(): Promise<Assets> {
  built ??= buildAssets();
  return built;
}

/** Bundles the page, a page's view and the logic layer's worker, with everything they need: nothing comes from elsewhere. */
export async function buildAssets(): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: {
      page: join(phone, 'start.ts'),
      view: join(phone, 'view/index.ts'),
      worker: join(phone, 'logic/worker.ts'),
    },
    outdir: join(phone, 'assets'),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'safari16', 'firefox115'],
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).at(-1)!, Buffer.from(contents)]),
  );
}

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { sourceHash } from '../source-hash';
import { merchantPackages } from './merchant-packages';

const cache = path.join(root, 'node_modules/.cache/contract-kit-programs');
/** Others are removed, unless somebody may be about to start them. */
const kept = 12;
const inUseMs = 600_000;

/** What our programs import, and more: a change anywhere bundles again. */
const sources = [
  'server',
  'shared',
  'simulator',
  'phone',
  'signing',
  'miniprogram/src',
  'tools/workbench',
  'pnpm-lock.yaml',
];

/**
 * Puts a program and all that it imports into one file, unless one is there of the same sources: it starts in a fifth of the time
 * that Node takes to find, translate and load them one by one.
 * @param entry TypeScript, path from the repository's root
 * @returns the file; Node's --enable-source-maps makes errors name the sources
 * @throws {Problem} with what does not compile
 */
export async function bundle(entry: string): Promise<string> {
  const hash = hashFor(entry);
  const folder = path.join(cache, hash);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(path.join(cache, 'unfinished-'));
    try {
      await build(entry, path.join(unfinished, 'main.js'));
      // Somebody was editing meanwhile.
      if (hashFor(entry) !== hash) return await bundle(entry);
      keep(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return path.join(folder, 'main.js');
}

/** Whether a file is what `bundle` makes. */
export const isBundle = (file: string) => file.startsWith(cache);

/** Of the root too: the bundle knows where its sources are. */
const hashFor = (entry: string) =>
  createHash('sha256')
    .update(`${root}\n${entry}\n${sourceHash([...sources, entry])}`)
    .digest('hex')
    .slice(0, 16);

async function build(entry: string, outfile: string) {
  // Loaded only where something has to be bundled.
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      entryPoints: [path.join(root, entry)],
      outfile,
      ...programOptions,
      sourcemap: true,
      // The phone bundles with it while it runs. It looks for its own program beside itself.
      external: ['esbuild'],
      plugins: [merchantPackages(), ...programOptions.plugins],
    });
  } catch (error) {
    throw new Problem(
      `${entry} 无法编译：\n${(error as Error).message}`,
      `${entry} does not compile; see above.`,
    );
  }
}

/** What a source reads beside itself is there still, not beside the bundle. */
const besideSources: Plugin = {
  name: 'beside-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      if (!/\b__dirname\b/.test(text)) return undefined;
      return { contents: `const __dirname = ${JSON.stringify(path.dirname(file))}; ${text}`, loader: 'ts' };
    });
  },
};

/**
 * Of a package an error names the file alone: Node reads the whole map for the first error, and with every line of the packages that
 * takes longer than all else of a start.
 */
const packagesByFile: Plugin = {
  name: 'packages-by-file',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path: file }) => {
      const map = JSON.stringify({ version: 3, sources: [path.basename(file)], mappings: 'AAAA' });
      const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
      return { contents: `${readFileSync(file, 'utf8')}\n//# sourceMappingURL=${url}`, loader: 'js' };
    });
  },
};

/** What all bundles of programs have in common. */
export const programOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  sourcesContent: false,
  // Names of classes and functions are part of what is logged.
  keepNames: true,
  absWorkingDir: root,
  logLevel: 'silent',
  plugins: [besideSources, packagesByFile],
} satisfies BuildOptions;

function keep(unfinished: string, folder: string) {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody has made the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
  const folders = readdirSync(cache)
    .filter((name) => /^[0-9a-f]+$/.test(name))
    .map((name) => path.join(cache, name))
    .map((each) => ({ each, at: statSync(each, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { each, at } of folders.slice(kept)) {
    if (at < Date.now() - inUseMs) rmSync(each, { recursive: true, force: true });
  }
}

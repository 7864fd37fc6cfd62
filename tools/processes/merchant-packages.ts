import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { root } from '../bootstrap/root.mjs';

const merchantFolder = path.join(root, 'server/merchant');
const installed = `${path.sep}node_modules${path.sep}`;

/**
 * What the merchant has installed stays where it is, and is loaded from there: a database driver may have native parts, or read
 * what lies beside it. ES modules, which Node 20 cannot `require`, go into the bundle.
 */
export const merchantPackages = (folder = merchantFolder): Plugin => ({
  name: 'merchant-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path: name, importer, resolveDir, kind, pluginData }) => {
      const isTheirs = importer.startsWith(folder + path.sep) && !importer.includes(installed);
      if (!isTheirs || pluginData === isResolving || name.startsWith('@contract-kit/')) return undefined;
      const found = await build.resolve(name, {
        kind: 'require-call',
        importer,
        resolveDir,
        pluginData: isResolving,
      });
      if (found.errors.length > 0 || found.external || isEsModule(found.path)) return undefined;
      return {
        path: kind === 'dynamic-import' ? pathToFileURL(found.path).href : found.path,
        external: true,
      };
    });
  },
});

/** What is asked of esbuild by this very plugin. */
const isResolving = Symbol('is-resolving');

function isEsModule(file: string): boolean {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); folder.includes(installed); folder = path.dirname(folder)) {
    try {
      return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch {
      // None here: the one above counts.
    }
  }
  return false;
}

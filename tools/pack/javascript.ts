import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { root } from '../bootstrap/root.mjs';
import { fileOf, type Product } from './products';

/**
 * Writes the product's JavaScript: `NAME.js` for `require`, `NAME.mjs` for `import`. What is this workspace's is in it, what others
 * have published is not.
 * @param external what its package.json names of others
 * @returns of these, what it really imports
 */
export async function writeJavaScript(
  product: Product,
  external: string[],
  folder: string,
): Promise<string[]> {
  const imported = new Set<string>();
  const bundle = async (
    entry: string,
    file: string,
    options: Pick<BuildOptions, 'format' | 'external' | 'banner'> = {},
  ) => {
    const { metafile } = await build({
      entryPoints: [path.join(root, product.source, entry)],
      outfile: path.join(folder, file),
      bundle: true,
      platform: product.runsOn === 'node' ? 'node' : 'neutral',
      target: product.runsOn === 'node' ? 'node20.18' : 'es2018',
      format: 'cjs',
      charset: 'utf8',
      external,
      absWorkingDir: root,
      logLevel: 'warning',
      metafile: true,
      plugins: [scriptsWithin],
      ...options,
    });
    const swallowed = Object.keys(metafile.inputs).find((input) => input.includes('node_modules'));
    if (swallowed) throw new Error(`${product.source} imports ${swallowed} and does not depend on it`);
    for (const { imports } of Object.values(metafile.outputs))
      for (const each of imports) if (each.external) imported.add(packageOf(each.path));
  };

  for (const [subpath, entry] of Object.entries(product.exports)) {
    const name = fileOf(subpath);
    await bundle(entry, `${name}.js`);
    if (product.runsOn === 'mini-program') await bundle(entry, `${name}.mjs`, { format: 'esm' });
    // One code for both, so that a class is the same class whoever loads it.
    else writeFileSync(path.join(folder, `${name}.mjs`), `export * from './${name}.js';\n`);
  }
  if (product.command) {
    await bundle(product.command, 'main.js', {
      external: [...external, './index'],
      banner: { js: '#!/usr/bin/env node' },
    });
  }
  return external.filter((name) => imported.has(name));
}

/** `@scope/name` or `name` of what is imported. */
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** A script that a source reads beside itself stands in the code: there is no such file beside what others bundle. */
const scriptsWithin: Plugin = {
  name: 'scripts-within',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      if (!text.includes('__dirname')) return undefined;
      const contents = text.replace(/readFileSync\(join\(__dirname, '([\w.-]+)'\), 'utf8'\)/g, (_, name) =>
        JSON.stringify(readFileSync(path.join(path.dirname(file), name), 'utf8')),
      );
      if (contents.includes('__dirname')) throw new Error(`${file} reads what is not in the tarball`);
      return { contents, loader: 'ts' };
    });
  },
};

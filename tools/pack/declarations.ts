import { copyFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from '../bootstrap/root.mjs';
import { fileOf, type Product } from './products';

/** What a source imports of this workspace, and where it is: then it is not taken for somebody else's. */
const workspace = {
  '@contract-kit/shared': [path.join(root, 'shared/src/index.ts')],
  '@contract-kit/shared/client': [path.join(root, 'shared/src/client.ts')],
};

/**
 * Writes the product's types, a file for each of its entries: `NAME.d.ts` for `require`, `NAME.d.mts` for `import`.
 * @returns what they import of others
 */
export async function writeDeclarations(product: Product, folder: string): Promise<string[]> {
  const imported = new Set<string>();
  for (const [subpath, entry] of Object.entries(product.exports)) {
    const bundle = await rollup({
      input: path.join(root, product.source, entry),
      external: (id) => isBuiltin(id),
      plugins: [
        dts({
          tsconfig: path.join(root, product.source, 'tsconfig.json'),
          compilerOptions: { paths: workspace },
        }),
      ],
      onwarn(warning) {
        throw new Error(`types of ${product.name}: ${warning.message}`);
      },
    });
    const name = fileOf(subpath);
    const { output } = await bundle.write({ file: path.join(folder, `${name}.d.ts`), format: 'es' });
    await bundle.close();
    for (const chunk of output) if ('imports' in chunk) for (const each of chunk.imports) imported.add(each);
    const asModule = path.join(folder, `${name}.d.mts`);
    if (product.runsOn === 'mini-program') copyFileSync(path.join(folder, `${name}.d.ts`), asModule);
    else writeFileSync(asModule, `export * from './${name}.js';\n`);
  }
  return [...imported];
}

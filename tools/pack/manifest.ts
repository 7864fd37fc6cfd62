import { fileOf, type Product } from './products';

/** The parts that count of a package.json of this workspace. */
export interface SourceManifest {
  version: string;
  license: string;
  dependencies?: Record<string, string>;
}

/**
 * The package.json of the tarball.
 * @param dependencies what of others its code and its types import, with versions
 */
export function manifestOf(product: Product, source: SourceManifest, dependencies: Record<string, string>) {
  const { name, description, keywords, peers = {}, runsOn } = product;
  const offered = Object.keys(product.exports).map((subpath) => {
    const file = `./${fileOf(subpath)}`;
    return [
      subpath,
      {
        import: { types: `${file}.d.mts`, default: `${file}.mjs` },
        require: { types: `${file}.d.ts`, default: `${file}.js` },
      },
    ];
  });
  return {
    name,
    version: source.version,
    description,
    keywords,
    license: source.license,
    type: 'commonjs',
    ...(runsOn === 'node' ? { engines: { node: '>=20.18.1' } } : { sideEffects: false }),
    main: './index.js',
    module: './index.mjs',
    types: './index.d.ts',
    exports: { ...Object.fromEntries(offered), './package.json': './package.json' },
    ...(product.command ? { bin: { [name]: './main.js' } } : {}),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
    ...(Object.keys(peers).length > 0
      ? {
          peerDependencies: peers,
          peerDependenciesMeta: Object.fromEntries(
            Object.keys(peers).map((peer) => [peer, { optional: true }]),
          ),
        }
      : {}),
  };
}

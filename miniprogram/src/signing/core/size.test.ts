import { join } from 'node:path';
import { buildSync } from 'esbuild';

it('costs an app that lifts it at most 12 kB, with what it needs of the shared package', () => {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [join(__dirname, 'index.ts')],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'cjs',
    target: 'es2018',
    write: false,
    metafile: true,
    outdir: __dirname,
  });
  const bytes = outputFiles[0]!.contents.length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThanOrEqual(12_000);
  const foreign = Object.keys(metafile.inputs).filter(
    (file) => !/miniprogram\/src\/signing\/core\/|shared\/src\/(client|status-names)\.ts$/.test(file),
  );
  expect(foreign).toEqual([]);
});

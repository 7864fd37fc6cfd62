import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

it('costs an app that lifts it at most 16 kB, 6.5 kB on the way to the phone, with what it needs of the shared package', () => {
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
  const { contents } = outputFiles[0]!;
  expect(contents.length).toBeGreaterThan(5_000);
  expect(contents.length).toBeLessThanOrEqual(16_000);
  expect(gzipSync(contents).length).toBeLessThanOrEqual(6_500);
  const foreign = Object.keys(metafile.inputs).filter(
    (file) => !/signing\/core\/|shared\/src\/(client|status-names)\.ts$/.test(file),
  );
  expect(foreign).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type AppFolder, createAppFolder } from './app-folder';

const mostBytes = 16_000;
const mostBytesZipped = 6_500;
const toTaro = 'npm run lift -- ../my-app/src/signing';
const toNative = 'npm run lift -- ../my-app/signing --native';
let folder: AppFolder;

beforeEach(() => {
  folder = createAppFolder();
});

afterEach(() => folder.remove());

/** Every file under the folder, by its path with slashes. */
function contents(): Map<string, string> {
  const entries = readdirSync(folder.path, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.path.length + 1).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
  );
}

/** What the files cost an app that uses all of them, with React and Taro its own. */
async function minified(entry: string): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: folder.path, loader: 'ts' },
    bundle: true,
    external: ['react', '@tarojs/taro'],
    minify: true,
    charset: 'utf8',
    format: 'esm',
    target: 'es2018',
    tsconfigRaw: { compilerOptions: { target: 'es2017' } },
    write: false,
    metafile: true,
    absWorkingDir: folder.path,
  });
  const used = Object.keys(metafile.inputs).filter((file) => file !== '<stdin>');
  expect(used.every((file) => contents().has(file))).toBe(true);
  return outputFiles[0]!.contents;
}

function expectSmall(code: Uint8Array): void {
  expect(code.length).toBeLessThanOrEqual(mostBytes);
  expect(gzipSync(code).length).toBeLessThanOrEqual(mostBytesZipped);
}

it('gives a Taro app TypeScript that needs nothing else of this project, and at most 16 kB of it', async () => {
  const { stdout } = await folder.run(toTaro);
  expect(stdout).toContain(`已写入 ${contents().size} 个文件`);
  const text = [...contents().values()].join('');
  expect(text).not.toMatch(/from '@contract-kit/);
  expect([...contents().keys()].filter((name) => name.includes('.test.'))).toEqual([]);
  const entry = "export * from './src/signing'; export * from './src/signing/use-signing';";
  expectSmall(await minified(entry));
});

it('gives a native app one file that needs nothing else, and at most 16 kB of it', async () => {
  await folder.run(toNative);
  expect([...contents().keys()]).toEqual(['signing/index.js']);
  const entry = "export const { createSigning, SigningError } = require('./signing/index');";
  expectSmall(await minified(entry));
});

it.each([toTaro, toNative])('does the same again: %s', async (command) => {
  await folder.run(command);
  const before = contents();
  await folder.run(command);
  expect(contents()).toEqual(before);
});

it('replaces what an editor on Windows has only given other line ends', async () => {
  await folder.run(toNative);
  const before = contents();
  folder.write([...before].map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
  await folder.run(toNative);
  expect(contents()).toEqual(before);
});

it('overwrites nothing that somebody has changed, unless told to', async () => {
  await folder.run(toTaro);
  const lifted = contents();
  const jump = lifted.get('src/signing/jump.ts')!;
  folder.write([
    ['src/signing/jump.ts', jump.replace('3000', '4000')],
    ['src/signing/store.ts', 'export const mine = true;\n'],
  ]);
  const changed = contents();

  const { code, stderr } = await folder.run(toTaro).catch((error) => error);
  expect(code).toBe(1);
  expect(stderr).toContain('被改过');
  expect(stderr).toContain('--force');
  expect(stderr.match(/\w+\.ts/g)).toEqual(['jump.ts', 'store.ts']);
  expect(contents()).toEqual(changed);

  await folder.run(`${toTaro} --force`);
  expect(contents()).toEqual(lifted);
});

it.each(['npm run lift', 'npm run lift -- ../my-app/a ../my-app/b', 'npm run lift -- ../my-app/a --nativ'])(
  'says how it is used, and writes nothing: %s',
  async (command) => {
    await expect(folder.run(command)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('用法：npm run lift -- 目录'),
    });
    expect(contents().size).toBe(0);
  },
);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { bundle } from './bundle';
import { startNode } from './processes';

let folder: string;
let entry: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  entry = path.relative(root, path.join(folder, 'program.ts'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

async function run(file: string) {
  const { child, exited } = startNode(file, { output: 'pipe' });
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return { code: await exited, said };
}

it('makes a program that finds what is beside its sources, and names these in errors', async () => {
  write('word.txt', 'found');
  write(
    'program.ts',
    `import { readFileSync } from 'node:fs';
     import { join } from 'node:path';
     const word: string = readFileSync(join(__dirname, 'word.txt'), 'utf8');
     console.log(word);
     interface Gone { at: never }
     throw new Error('on the sixth line');`,
  );
  const { code, said } = await run(await bundle(entry));
  expect(code).toBe(1);
  expect(said).toMatch(/^found$/m);
  expect(said).toMatch(/Error: on the sixth line\n +at .*program\.ts:6:/);
});

it('bundles again what has changed, and nothing else', async () => {
  write('program.ts', `console.log('first');`);
  const first = await bundle(entry);
  expect(await bundle(entry)).toBe(first);
  write('program.ts', `console.log('second');`);
  const second = await bundle(entry);
  expect(second).not.toBe(first);
  expect((await run(second)).said).toBe('second\n');
});

it('says what does not compile, and where', async () => {
  write('program.ts', `import './nowhere';`);
  await expect(bundle(entry)).rejects.toMatchObject({
    zh: expect.stringMatching(/program\.ts:1:7.*nowhere/s),
  });
});

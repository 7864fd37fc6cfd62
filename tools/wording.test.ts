import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';
import { wrongWords } from './wording';

it('this repository says what docs/wording.md wants', () => {
  expect(wrongWords(root)).toEqual([]);
});

describe('a word to avoid', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'wording-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    write(
      'docs/wording.md',
      [
        '| 不用 | 改用 | 哪里 | 为什么 |',
        '| ---- | ---- | ---- | ------ |',
        '| `合约` | 协议 | 文字、文档、注释 | |',
        '| `\\btold\\b\\|anew` | hears, again | 文字、注释 | |',
        '| `只在文档` | 别处 | 文档 | |',
      ].join('\n'),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(file: string, source: string): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), source);
  }

  function found(file: string, source: string): string[] {
    write(file, source);
    execFileSync('git', ['add', '-A'], { cwd: folder });
    return wrongWords(folder);
  }

  it('is reported with its place and what to use', () => {
    expect(found('README.md', 'one\n\na 合约 here\n')).toEqual(['README.md:3 合约 → 协议']);
  });

  it.each([
    ['a comment', 'server/a.ts', 'const a = 1; // is told'],
    ['a comment of several lines', 'server/a.ts', '/**\n * It starts\n * anew.\n */'],
    ['a string', 'server/a.ts', `log.warn('it is told');`],
    ['a text of a template', 'server/a.ts', `say(\`\${name} was told\`);`],
    ['a string after a regular expression with a quote', 'server/a.ts', `x.replace(/'/g, ''); say("told");`],
    ['a comment after an apostrophe in a page', 'phone/a.tsx', "<p>don't</p>\n// told"],
    ['JSON', 'app.json', '{"title": "合约"}'],
    ['a template of a page', 'a.wxml', '<text>合约</text>'],
    ['a stylesheet', 'a.css', '/* told */ .a {}'],
    ['the script of Redis', 'a.lua', 'local a = 1 -- told'],
    ['the example of settings', '.env.example', '# 合约\nA='],
    ['what a mutant promises', 'mutants/a.patch', '# promise: nobody is told\n'],
  ])('is found in %s', (_, file, source) => {
    expect(found(file, source)).toHaveLength(1);
  });

  it.each([
    ['as the name of a variable', 'server/a.ts', 'const told = { anew: 1 }; told.anew += told;'],
    ['as a value in a template', 'server/a.ts', `say(\`so \${told}\`);`],
    ['as code in a comment', 'server/a.ts', '// `told` is a flag'],
    ['as code in a document', 'README.md', '`合约`'],
    ['in a string of a test', 'server/a.test.ts', `it('is told', () => {});`],
    ['where its row does not hold', 'server/a.ts', '// 只在文档'],
    ['in what a program has written', 'docs/openapi.json', '{"a": "合约"}'],
    ['in the lines of a patch', 'mutants/a.patch', '-// told\n'],
    ['in a file that Git does not follow', 'README.txt', '合约'],
  ])('is left alone %s', (_, file, source) => {
    expect(found(file, source)).toEqual([]);
  });

  it('is looked for in no file that has just been deleted', () => {
    found('README.md', '合约');
    rmSync(path.join(folder, 'README.md'));
    expect(wrongWords(folder)).toEqual([]);
  });
});

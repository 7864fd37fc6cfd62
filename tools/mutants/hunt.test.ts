import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { hunt } from './hunt';
import { parseMutant } from './mutant';

let repository: string;
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
  writeFileSync(path.join(repository, file), text);
};

/** A workspace of two packages, one of which uses the other by name. */
beforeAll(() => {
  repository = mkdtempSync(path.join(os.tmpdir(), 'mutants-test-'));
  write('.gitignore', 'node_modules\n');
  write('jest.config.cjs', 'module.exports = { transform: {} };\n');
  write('base/package.json', '{"name":"base","main":"index.js"}\n');
  write('base/index.js', 'exports.isFresh = (age) =>\n  age <= 300;\n');
  write('user/package.json', '{"name":"user"}\n');
  write(
    'user/user.test.js',
    `const { isFresh } = require('base');
     test('refuses the old', () => expect(isFresh(301)).toBe(false));
     test('takes the new', () => expect(isFresh(1)).toBe(true));
     test('is red anyway', () => expect(1).toBe(2));`,
  );
  symlinkSync(path.join(root, 'node_modules'), path.join(repository, 'node_modules'), 'junction');
  mkdirSync(path.join(repository, 'user/node_modules'));
  symlinkSync(path.join(repository, 'base'), path.join(repository, 'user/node_modules/base'), 'junction');
  execFileSync('git', ['init', '--quiet'], { cwd: repository });
  execFileSync('git', ['add', '.'], { cwd: repository });
});
afterAll(() => rmSync(repository, { recursive: true }));

/** Replaces the rule of base/index.js. */
function mutant(name: string, test: string, rule: string, was = '  age <= 300;') {
  const text = [
    '# promise: the old is refused',
    `# test: user/user.test.js -t "${test}"`,
    '--- a/base/index.js',
    '+++ b/base/index.js',
    '@@ -1,2 +1,2 @@',
    ' exports.isFresh = (age) =>',
    `-${was}`,
    `+${rule}`,
    '',
  ].join('\n');
  write(`mutants/${name}.patch`, text);
  return parseMutant(name, text);
}

it('tells a defect that is noticed from one that is not, and from what proves nothing', async () => {
  const mutants = [
    mutant('noticed', 'refuses the old', '  true;'),
    mutant('noticed-again', 'refuses the old', '  age <= 3000;'),
    mutant('harmless', 'takes the new', '  age <= 200;'),
    mutant('outdated', 'refuses the old', '  true;', '  age <= 299;'),
    mutant('does-not-load', 'refuses the old', '  (((;'),
    mutant('crashes', 'refuses the old', '  agee <= 300;'),
    mutant('no-such-test', 'refuses the very old', '  true;'),
    mutant('red-before', 'is red anyway', '  true;'),
  ];
  const results = await hunt({ root: repository, mutants });
  const fates = Object.fromEntries(results.map(({ mutant: { name }, fate, why }) => [name, [fate, why]]));
  expect(fates).toEqual({
    noticed: ['killed', undefined],
    'noticed-again': ['killed', undefined],
    harmless: ['survived', 'user/user.test.js -t "takes the new" stayed green'],
    outdated: ['error', expect.stringContaining('no longer applies')],
    'does-not-load': ['error', expect.stringContaining('could not run')],
    crashes: ['error', expect.stringContaining('ReferenceError: agee is not defined')],
    'no-such-test': ['error', expect.stringContaining('no test of this name')],
    'red-before': ['error', expect.stringContaining('is red without any defect')],
  });
  expect(readFileSync(path.join(repository, 'base/index.js'), 'utf8')).toContain('age <= 300');
  expect(existsSync(path.join(repository, 'user/node_modules/base/index.js'))).toBe(true);
});

it('does not look at tests without a defect when they have just passed', async () => {
  const mutants = [
    mutant('noticed', 'refuses the old', '  true;'),
    mutant('harmless', 'takes the new', '  age <= 200;'),
    mutant('no-such-test', 'refuses the very old', '  true;'),
    mutant('red-before', 'is red anyway', '  true;'),
  ];
  const results = await hunt({ root: repository, mutants, testsPassed: true });
  const fates = Object.fromEntries(results.map(({ mutant: { name }, fate }) => [name, fate]));
  expect(fates).toEqual({
    noticed: 'killed',
    harmless: 'survived',
    'no-such-test': 'error',
    'red-before': 'killed',
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseMutant, patchesThatDoNotApply } from './mutant';
import { type FileResult, judge } from './run-jest';

const diff = '--- a/server/src/a.ts\n+++ b/server/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n';

describe('the header of a patch', () => {
  it('names the promise and the tests', () => {
    const text = `# promise: stale notifications change nothing\n# test: server/src/a.test.ts -t "refuses a (stale) one"\n# test: e2e/b.test.ts -t "b"\n${diff}`;
    expect(parseMutant('stale', text)).toEqual({
      name: 'stale',
      promise: 'stale notifications change nothing',
      tests: [
        { file: 'server/src/a.test.ts', name: 'refuses a (stale) one' },
        { file: 'e2e/b.test.ts', name: 'b' },
      ],
      files: ['server/src/a.ts'],
    });
  });

  it.each([
    ['# test: a.test.ts -t "a"\n', 'stale.patch has no line "# promise: …"'],
    ['# promise: p\n', 'stale.patch has no line "# test:'],
    ['# promise: p\n# test: a.test.ts\n', 'is not of the form'],
    ['# promise: p\n# test: a.ts -t "a"\n', 'is not of the form'],
  ])('must be whole: %j', (header, problem) => {
    expect(() => parseMutant('stale', header + diff)).toThrow(problem);
  });

  it('must be followed by a diff', () => {
    expect(() => parseMutant('stale', '# promise: p\n# test: a.test.ts -t "a"\n')).toThrow('holds no diff');
  });
});

it('names the patches that fit the code no more, and those whose header is not whole', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'patches-'));
  try {
    for (const name of ['mutants', 'server/src']) mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, 'server/src/a.ts'), 'a\n');
    const header = '# promise: p\n# test: a.test.ts -t "a"\n';
    writeFileSync(path.join(folder, 'mutants/fits.patch'), header + diff);
    expect(patchesThatDoNotApply(folder)).toBe('');
    writeFileSync(path.join(folder, 'mutants/old.patch'), header + diff.replace('-a', '-x'));
    expect(patchesThatDoNotApply(folder)).toMatch(
      /^mutants\/old\.patch: error: patch failed: server\/src\/a\.ts:1/,
    );
    writeFileSync(path.join(folder, 'mutants/old.patch'), `# promise: p\n# test: a.test.ts\n${diff}`);
    expect(patchesThatDoNotApply(folder)).toMatch(/^mutants\/old\.patch: .+ is not of the form/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a verdict on jest's results", () => {
  const results = (status: string, failureMessages: string[] = []) => ({
    testResults: [
      {
        message: '',
        assertionResults: [
          { status, fullName: 'named', failureMessages },
          { status: 'pending', fullName: 'another', failureMessages: [] },
        ],
      },
    ],
  });

  it('is green or red by the tests that ran', () => {
    expect(judge(results('passed'), 'named')).toEqual({ outcome: 'green' });
    expect(judge(results('failed', ['Error: expect(received).toBe(expected)']), 'named')).toEqual({
      outcome: 'red',
    });
  });

  it('is of the tests of one name, though others ran with them', () => {
    const [{ message, assertionResults }] = results('passed').testResults as [FileResult];
    const other = { status: 'failed', fullName: 'of another defect', failureMessages: [] };
    const testResults = [{ message, assertionResults: [...assertionResults, other] }];
    expect(judge({ testResults }, 'named')).toEqual({ outcome: 'green' });
    expect(judge({ testResults }, 'another defect')).toEqual({ outcome: 'red' });
  });

  it('is broken when none ran', () => {
    expect(judge(results('pending'), 'named')).toEqual({ outcome: 'broken', why: 'no test of this name' });
    const unloadable = { testResults: [{ message: 'Cannot find module', assertionResults: [] }] };
    expect(judge(unloadable, 'named')).toEqual({ outcome: 'broken', why: 'Cannot find module' });
  });

  it('is broken when the code itself is', () => {
    expect(judge(results('failed', ['ReferenceError: b is not defined\n    at a.ts']), 'named')).toEqual({
      outcome: 'broken',
      why: 'ReferenceError: b is not defined',
    });
  });
});

import { type Equivalent, judge } from './score';
import type { Report, ReportedMutant } from './stryker';

const source = 'const limit = 3;\nexport const fits = (n: number) =>\n  n < limit;\n';

const mutant = (status: string, replacement: string, more: Partial<ReportedMutant> = {}): ReportedMutant => ({
  mutatorName: 'EqualityOperator',
  replacement,
  status,
  location: { start: { line: 3, column: 3 }, end: { line: 3, column: 12 } },
  ...more,
});

const report = (...mutants: ReportedMutant[]): Report => ({ files: { 'room/fits.ts': { source, mutants } } });

const known: Equivalent = {
  file: 'room/fits.ts',
  mutator: 'EqualityOperator',
  original: 'n < limit',
  replacement: 'n <= limit',
  reason: 'n is never 3',
};

it('counts what was noticed of what can be', () => {
  const result = judge(
    report(
      mutant('Killed', 'n > limit'),
      mutant('Timeout', 'true'),
      mutant('Survived', 'n >= limit'),
      mutant('Ignored', '""'),
      mutant('RuntimeError', 'n'),
    ),
    [],
  );
  expect(result).toMatchObject({ score: 66.6, killed: 2, survived: 1, equivalent: 0 });
});

it('counts what no test reaches as not noticed', () => {
  expect(judge(report(mutant('NoCoverage', 'false')), [])).toMatchObject({ score: 0, survived: 1 });
});

it('says where a survivor is, and what it does', () => {
  const location = { start: { line: 2, column: 21 }, end: { line: 3, column: 12 } };
  const over = mutant('Survived', '() =>\n  undefined', { mutatorName: 'ArrowFunction', location });
  expect(judge(report(over), []).survivors).toEqual([
    expect.objectContaining({
      file: 'room/fits.ts',
      line: 2,
      mutator: 'ArrowFunction',
      original: '(n: number) => n < limit',
      replacement: '() => undefined',
    }),
  ]);
});

it('leaves out those that are known to change nothing, and no others', () => {
  const mutants = [
    mutant('Survived', 'n <= limit'),
    mutant('Survived', 'n >= limit'),
    mutant('Killed', 'true'),
  ];
  expect(judge(report(...mutants), [known])).toMatchObject({ score: 50, survived: 1, equivalent: 1 });
  expect(judge(report(...mutants), [{ ...known, mutator: 'ArrowFunction' }])).toMatchObject({ survived: 2 });
  expect(judge(report(...mutants), [{ ...known, file: 'room/other.ts' }])).toMatchObject({ survived: 2 });
});

it('leaves out whatever becomes of a text that stands for all of them', () => {
  const { replacement, ...any } = known;
  expect(replacement).toBeDefined();
  const mutants = [mutant('Survived', 'n <= limit'), mutant('Survived', 'n >= limit')];
  expect(judge(report(...mutants), [any])).toMatchObject({ score: 100, survived: 0, equivalent: 2 });
});

it('names what is on the list and fits no mutant any more', () => {
  const outdated = { ...known, original: 'n < 4' };
  const elsewhere = { ...known, file: 'another/room.ts' };
  expect(judge(report(mutant('Killed', 'n <= limit')), [known, outdated, elsewhere]).outdated).toEqual([
    outdated,
  ]);
});

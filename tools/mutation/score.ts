import type { Report, ReportedMutant } from './stryker';

/** What became of a room's mutants. */
export interface Score {
  /** Of those that can be noticed, how many are, in per cent with one decimal. */
  score: number;
  killed: number;
  survived: number;
  /** That no test can notice: they are on the list. */
  equivalent: number;
}

/** A mutant that changes nothing which anybody could see. */
export interface Equivalent {
  file: string;
  /** Stryker's name for the kind of change. */
  mutator: string;
  /** What stands in the code, white space aside. */
  original: string;
  /** What it becomes; absent: whatever it becomes. */
  replacement?: string;
  /** Why nobody could see it. */
  reason: string;
}

/** Where a mutant is, and what it does. */
type Change = Omit<Equivalent, 'reason'> & { line: number; replacement: string };

export interface Judgement extends Score {
  survivors: Change[];
  /** Of the list, for this room, what fits no mutant any more. */
  outdated: Equivalent[];
}

/** Noticed also is what makes a test wait for ever; what does not even load is no mutant. */
const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];

/** @param equivalents of all rooms */
export function judge(report: Report, equivalents: Equivalent[]): Judgement {
  const all = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ status: mutant.status, ...changeOf(file, source, mutant) })),
  );
  const left = all.filter(({ status }) => unnoticed.includes(status));
  const survivors = left.filter((change) => !equivalents.some((known) => isSame(known, change)));
  const killed = all.filter(({ status }) => noticed.includes(status)).length;
  const counted = killed + survivors.length;
  return {
    score: counted === 0 ? 100 : Math.floor((1000 * killed) / counted) / 10,
    killed,
    survived: survivors.length,
    equivalent: left.length - survivors.length,
    survivors,
    outdated: equivalents.filter(
      (known) => known.file in report.files && !all.some((change) => isSame(known, change)),
    ),
  };
}

function isSame(known: Equivalent, change: Change): boolean {
  return (
    known.file === change.file &&
    known.mutator === change.mutator &&
    oneLine(known.original) === change.original &&
    (known.replacement === undefined || oneLine(known.replacement) === change.replacement)
  );
}

function changeOf(
  file: string,
  source: string,
  { mutatorName, replacement, location }: ReportedMutant,
): Change {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // The end first: it may be on the same line.
  lines.push(lines.pop()!.slice(0, end.column - 1));
  lines.unshift(lines.shift()!.slice(start.column - 1));
  return {
    file,
    line: start.line,
    mutator: mutatorName,
    original: oneLine(lines.join('\n')),
    replacement: oneLine(replacement ?? ''),
  };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

import { text } from './problems';
import { names as known } from './table';
import type { Variables } from './variables';

/** Shorter ones, such as PORT, are close to too much that is somebody else's. In letters and digits. */
const SHORTEST = 7;

/**
 * Tells of variables that nobody reads and that are written almost like one that is not set: beside the problem that
 * this one is missing, else as a warning, since it may be meant for another program.
 */
export function tellMisspelt(variables: Variables): void {
  for (const [written, value] of Object.entries(variables.env)) {
    const meant = value ? closest(written, variables) : undefined;
    if (meant === undefined) continue;
    const missing = variables.problems.find(({ name }) => name === meant.replace(/_FILE$/, ''));
    if (missing) {
      missing.problem = text(
        `${missing.problem['zh-CN']}但是有 ${written}，是不是写错了？`,
        `${missing.problem.en} But ${written} is: it may be misspelt.`,
      );
    } else {
      variables.warn(
        written,
        text(
          `没有这个变量，不会被读取。是不是 ${meant}？`,
          `There is no such variable; it is not read. Did you mean ${meant}?`,
        ),
        text(
          '写错了就改名；是别的程序的就不用管。',
          "If so rename it; if it is another program's, never mind.",
        ),
      );
    }
  }
}

/** The unset variable, as `NAME` or `NAME_FILE`, that a name is a misspelling of. */
function closest(written: string, { env }: Variables): string | undefined {
  const names = known.flatMap((name) => [name, `${name}_FILE`]);
  if (names.includes(written)) return undefined;
  const [best] = names
    .filter((name) => fold(name).length >= SHORTEST && Math.abs(fold(name).length - fold(written).length) < 3)
    .map((name) => ({ name, distance: editDistance(fold(written), fold(name)) }))
    .sort((one, other) => one.distance - other.distance);
  if (!best || best.distance > allowed(best.name)) return undefined;
  const variable = best.name.replace(/_FILE$/, '');
  return env[variable] || env[`${variable}_FILE`] ? undefined : best.name;
}

const allowed = (name: string) => (fold(name).length < 10 ? 1 : 2);

/** Underscores and case are where people differ first. */
const fold = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Letters to insert, leave out, change, or swap with their neighbour (Damerau and Levenshtein, restricted). */
function editDistance(one: string, other: string): number {
  const rows = [[...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, changed);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}

import { type LineName, lines } from './lines';

const tested = new Set<LineName>();

/** A test of one line of the table in README.md. */
export function line(name: LineName, test: (() => void) | (() => Promise<void>)): void {
  const { en, page } = lines[name] as { en: string; page?: string };
  tested.add(name);
  it(`${en} [${page ? `documented: ${page}` : 'assumed'}]`, test);
}

/** The lines of a group that no test of this file names. */
export function untested(group: string): string[] {
  return Object.keys(lines).filter((name) => name.startsWith(`${group}.`) && !tested.has(name as LineName));
}

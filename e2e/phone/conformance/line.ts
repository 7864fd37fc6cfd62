import { basis, type Line, type LineName, lines } from './lines';

const tested = new Set<string>();

/** A test of one line of the table in phone/README.md. */
export function line(name: LineName, test: () => Promise<void>): void {
  const each: Line = lines[name];
  tested.add(name);
  it(`${each.en} [${basis(each, { page: 'documented: ', assumed: 'assumed', own: 'our own' })}]`, test);
}

/** The lines that no test names. */
export function untested(): string[] {
  return Object.keys(lines).filter((name) => !tested.has(name));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtIns } from '@contract-kit/phone/testing';
import { basis, groups, type Line, lines } from './lines';

const readme = readFileSync(join(__dirname, '../../../phone/README.md'), 'utf8');
const allLines = Object.entries<Line>(lines);

it('lists every line, and what each rests on', () => {
  const expected = allLines.map(([name, each]) => [
    groups[groupOf(name)],
    each.zh,
    basis(each, { page: '有据：', assumed: '推定', own: '手机自己的' }),
  ]);
  expect(rowsBelow('| 对象')).toEqual(expected);
});

describe('the table of components', () => {
  const table = rowsBelow('| 组件').map(([tag, ...cells]) => ({
    tag: wordsOf(tag)[0]!,
    acting: wordsOf(cells[0]),
    events: wordsOf(cells[1]),
    ignored: wordsOf(cells[2]),
  }));

  it('has those that are drawn', () => {
    expect(table.map(({ tag }) => tag)).toEqual(builtIns.map(({ tag }) => tag));
  });

  for (const { tag, attributes } of builtIns) {
    it(`${tag}: all attributes; those that do something, and the events, have lines`, () => {
      const { acting, events, ignored } = table.find((row) => row.tag === tag)!;
      const names = Object.keys(attributes);
      expect([...acting, ...ignored].sort()).toEqual(names.map(inWxml).sort());
      const told = allLines.filter(([name]) => groupOf(name) === tag).map(([, { zh }]) => zh);
      for (const word of [...acting, ...events])
        expect([word, told.some((zh) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(zh))]).toEqual([
          word,
          true,
        ]);
      for (const name of names) if (attributes[name]!.changed) expect(ignored).not.toContain(inWxml(name));
    });
  }
});

/** The cells of a table's rows, by the beginning of its head. */
function rowsBelow(head: string): string[][] {
  const all = readme.split(/\r?\n/);
  const first = all.findIndex((text) => text.startsWith(`${head} `)) + 2;
  const end = all.findIndex((text, at) => at >= first && !text.startsWith('|'));
  return all.slice(first, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function wordsOf(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
}

function inWxml(attribute: string): string {
  return attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function groupOf(name: string): string {
  return name.split('.')[0]!;
}

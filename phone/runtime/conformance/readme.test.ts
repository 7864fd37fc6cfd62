import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lines } from './lines';

it('is what README.md lists', () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const rows = readme.split(/\r?\n/).filter((text) => text.startsWith('|'));
  const listed = rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, 3),
  );
  const expected = Object.values<{ zh: string; page?: string }>(lines).map(({ zh, page }) => [
    zh,
    page === undefined ? '推定' : `有据：${page}`,
  ]);
  expect(listed.slice(-expected.length)).toEqual(expected);
});

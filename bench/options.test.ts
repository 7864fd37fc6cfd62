import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOptions } from './options';

const sections = ['throughput', 'round trips'];

let build: string;
beforeAll(() => {
  build = mkdtempSync(path.join(tmpdir(), 'build-'));
  writeFileSync(path.join(build, 'main.js'), '');
});
afterAll(() => rmSync(build, { recursive: true }));

it('runs everything at length when it is told nothing', () => {
  expect(readOptions([], sections)).toEqual({ quick: false, only: [], compare: [] });
});

it('takes what it knows', () => {
  expect(readOptions(['--quick', '--json', 'a.json', '--only', 'round trips'], sections)).toEqual({
    quick: true,
    json: 'a.json',
    only: ['round trips'],
    compare: [],
  });
});

it('finds the builds to compare, by folder or by file', () => {
  const main = path.join(build, 'main.js');
  expect(readOptions(['--compare', build, main], sections).compare).toEqual([main, main]);
});

it.each([
  [['--fast'], '--fast'],
  [['--quick=3'], '--quick=3'],
  [['--compare'], '--compare'],
  [['a/build'], 'a/build'],
  [['--only', 'sums'], 'throughput, round trips'],
  [['--compare', '/nowhere'], 'main.js'],
])('refuses %j', (args, said) => {
  expect(() => readOptions(args, sections)).toThrow(said);
});

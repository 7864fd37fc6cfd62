import { holds, median, noiseOf, pairedRatios, quantile } from './paired';

it('takes the middle, and a quantile in proportion', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
  expect(quantile([7], 0.95)).toBe(7);
  expect(() => median([])).toThrow(RangeError);
});

it('leaves what it is given as it is', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('pairs by round, so that a slow round of both is none of either', () => {
  const bare = [100, 100, 400, 100];
  const ours = [200, 200, 800, 200];
  expect(median(pairedRatios(bare, ours))).toBe(0.5);
  expect(() => pairedRatios([1], [1, 2])).toThrow(RangeError);
});

it('knows the noise by a copy of the build, whichever of them was slower', () => {
  expect(noiseOf([100, 100, 100], [100, 100, 100])).toBe(0);
  const rounds = Array.from({ length: 101 }, () => 100);
  const copy = rounds.map((value, i) => (i % 2 ? value + i / 10 : value - i / 10));
  expect(noiseOf(rounds, copy)).toBeCloseTo(0.095);
});

it.each([
  ['more', 0.62, 0.02, true],
  ['more', 0.62, 0.05, false],
  ['more', 0.59, 0, false],
  ['more', 0.6, 0, true],
] as const)('%s is better: %d with a noise of %d holds 0.60: %s', (better, value, noise, expected) => {
  expect(holds(value, noise, 0.6, better)).toBe(expected);
});

it.each([
  [6, 0, true],
  [7, 0, false],
  [5.8, 0.02, true],
  [5.8, 0.05, false],
])('less is better: %d with a noise of %d holds 6: %s', (value, noise, expected) => {
  expect(holds(value, noise, 6, 'less')).toBe(expected);
});

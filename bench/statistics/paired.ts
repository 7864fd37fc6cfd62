/** The middle of some numbers. */
export const median = (values: readonly number[]) => quantile(values, 0.5);

/**
 * The number below which a share of them lies, between two of them in proportion.
 * @param share 0 to 1
 * @throws RangeError of no numbers
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no numbers, so no quantile');
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

/** What was measured in the same round belongs together: only then do both meet the same noise. */
export function pairedRatios(over: readonly number[], under: readonly number[]): number[] {
  if (over.length !== under.length) throw new RangeError('rounds of different number');
  return over.map((value, round) => value / under[round]!);
}

/** How far two copies of one build lie apart in 95 of 100 rounds, as a share: what is smaller than that is noise. */
export const noiseOf = (build: readonly number[], copy: readonly number[]) =>
  quantile(
    pairedRatios(copy, build).map((ratio) => Math.abs(ratio - 1)),
    0.95,
  );

export type Better = 'more' | 'less';

/**
 * Whether a value is on the right side of its bound even when the noise was on its side.
 * @param noise as a share of the value; 0 for what is counted
 */
export function holds(value: number, noise: number, bound: number, better: Better): boolean {
  return better === 'more' ? value * (1 - noise) >= bound : value * (1 + noise) <= bound;
}

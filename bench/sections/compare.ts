import { type Line, line } from '../report/line';
import { median, noiseOf, pairedRatios } from '../statistics/paired';
import type { World } from '../world/world';
import { mustBeHonest } from './honesty';
import { lineNames, measureRounds } from './rounds';

export interface Build {
  name: string;
  /** Path of its main.js. */
  main: string;
}

/**
 * Builds side by side, in alternating rounds: what each takes over what the first takes. A copy of the first tells from which
 * difference on that is more than noise.
 */
export async function compare(
  world: World,
  builds: readonly [Build, ...Build[]],
  size: { rounds: number; users: number; onRound?: (round: number) => void },
): Promise<Line[]> {
  const [first, ...others] = builds;
  const subjects = [await world.start(first.name, first.main), await world.start('copy', first.main)];
  for (const { name, main } of others) subjects.push(await world.start(name, main));
  try {
    for (const subject of subjects) await mustBeHonest(world, subject);
    const results = await measureRounds(world, subjects, size);
    return others.flatMap(({ name }) =>
      lineNames.map((each) => {
        const [base, copy, build] = [first.name, 'copy', name].map((of) => results[of]![each]);
        return line(
          `${name} over ${first.name}: ${each}`,
          median(pairedRatios(build!.cpu, base!.cpu)),
          `CPU, of ${Math.round(median(base!.cpu))} µs`,
          { noise: noiseOf(base!.cpu, copy!.cpu), detail: { base, copy, build } },
        );
      }),
    );
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

import type { Floors } from '../programs/floors';
import { type Line, line } from '../report/line';
import { median, noiseOf, pairedRatios } from '../statistics/paired';
import { bareOverFloors } from '../targets';
import type { Subject, World } from '../world/world';
import { mustBeHonest } from './honesty';
import { type LineName, lineNames, measureRounds, type Results } from './rounds';

const FLOORS_EACH = 5;

/** What of a line is a floor: how many of each, of what bare cannot leave out either. */
const floorsOf: Partial<Record<LineName, Partial<Floors>>> = {
  // The signing, its merge, its job, the index of contracts.
  notification: { verify: 1, decrypt: 1, script: 4 },
  // Token, limit with claim, job, index, signing, release.
  'pre-sign': { sign: 1, verify: 1, script: 6 },
  // Token, limit, signing.
  poll: { script: 3 },
};

/**
 * The server, a copy of it and bare, each a process, in alternating rounds. Beside them the floors, measured before and after.
 * @param server path of its main.js
 * @throws Error when bare is too far from its floors to be a measure
 */
export async function throughput(
  world: World,
  server: string,
  size: { rounds: number; users: number; onRound?: (round: number) => void },
): Promise<Line[]> {
  const subjects = [
    await world.start('server', server),
    await world.start('copy', server),
    await world.start('silent', server, { LOG_LEVEL: 'silent' }),
    await world.start('bare', undefined),
  ];
  try {
    for (const subject of subjects) await mustBeHonest(world, subject);
    const before = await measureFloors(world);
    const results = await measureRounds(world, subjects, size);
    const floors = middleOf([...before, ...(await measureFloors(world))]);
    return [...linesOf(results), ...bareLines(results, floors), ...memoryLines(await usageOf(subjects))];
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

function linesOf(results: Results): Line[] {
  return lineNames.flatMap((name) => {
    const [server, copy, silent, bare] = ['server', 'copy', 'silent', 'bare'].map(
      (subject) => results[subject]![name],
    ) as [
      Results[string][LineName],
      Results[string][LineName],
      Results[string][LineName],
      Results[string][LineName],
    ];
    const noise = noiseOf(server.cpu, copy.cpu);
    const of = (over: number[], under: number[]) => median(pairedRatios(over, under));
    return [
      line(`bare over ours: ${name}`, of(bare.cpu, server.cpu), 'CPU', {
        noise,
        detail: { server, copy, bare },
      }),
      line(`bare over ours, silent: ${name}`, of(bare.cpu, silent.cpu), 'CPU', { noise, detail: { silent } }),
      line(`bare over ours, wall time: ${name}`, of(bare.wall, server.wall), 'wall', {
        noise: noiseOf(server.wall, copy.wall),
      }),
      line(`ours: ${name}`, median(server.cpu), 'µs CPU'),
    ];
  });
}

const measureFloors = async (world: World): Promise<Floors[]> => {
  const child = world.program('floors');
  try {
    const all: Floors[] = [];
    for (let i = 0; i < FLOORS_EACH; i++) all.push(await child.call<Floors>('measure'));
    return all;
  } finally {
    await child.stop();
  }
};

const floorNames = ['sign', 'verify', 'decrypt', 'script'] as const;

const middleOf = (all: Floors[]) =>
  Object.fromEntries(floorNames.map((name) => [name, median(all.map((floors) => floors[name]))])) as Floors;

function bareLines(results: Results, floors: Floors): Line[] {
  const lines = floorNames.map((name) => line(`floor: ${name}`, floors[name], 'µs CPU'));
  for (const [name, most] of Object.entries(bareOverFloors) as [keyof typeof bareOverFloors, number][]) {
    const floor = floorNames.reduce((sum, each) => sum + (floorsOf[name]?.[each] ?? 0) * floors[each], 0);
    const times = median(results.bare![name].cpu) / floor;
    lines.push(line(`bare over its floors: ${name}`, times, `at most ${most}`, { detail: { floor, most } }));
  }
  return lines;
}

/** @returns what is wrong with bare as a measure; nothing when it may stand */
export function bareIsTooFar(lines: readonly Line[]): string[] {
  return lines
    .filter(({ name }) => name.startsWith('bare over its floors: '))
    .filter(({ value, detail }) => value > (detail as { most: number }).most)
    .map(({ name, value, unit }) => `${name} is ${value.toFixed(2)}, ${unit}`);
}

const usageOf = (subjects: Subject[]) =>
  Promise.all(subjects.map(async ({ name, child }) => ({ name, ...(await child.usage()) })));

function memoryLines(all: { name: string; rss: number; peak: number }[]): Line[] {
  const { rss, peak } = all.find(({ name }) => name === 'server')!;
  return [line('memory after load', rss, 'bytes'), line('memory at its peak', peak, 'bytes')];
}

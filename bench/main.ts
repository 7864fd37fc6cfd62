import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { complain, say } from '../tools/bootstrap/terminal.mjs';
import { bundleServer } from '../tools/server-bundle';
import { type Options, readOptions } from './options';
import type { Line } from './report/line';
import { table } from './report/table';
import { client } from './sections/client';
import { compare } from './sections/compare';
import { latency } from './sections/latency';
import { longPolls } from './sections/long-polls';
import { redisBytes } from './sections/redis-bytes';
import { roundTrips } from './sections/round-trips';
import { startUp } from './sections/start-up';
import { bareIsTooFar, throughput } from './sections/throughput';
import { findComponents } from './world/components';
import { createWorld, type World } from './world/world';

type Sections = Record<string, (world: World, server: string) => Promise<Line[]>>;

/** What is measured, in this order. */
const sectionsOf = ({ quick }: Pick<Options, 'quick'>): Sections => ({
  throughput: (world, server) => throughput(world, server, roundsOf(quick)),
  'round-trips': roundTrips,
  'redis-bytes': redisBytes,
  'start-up': startUp,
  'long-polls': longPolls,
  latency: (world, server) => latency(world, server, quick ? 5 : 60),
  client: (world) => client(world, quick ? { rounds: 5, calls: 200 } : { rounds: 15, calls: 500 }),
});

const roundsOf = (quick: boolean) => ({
  ...(quick ? { rounds: 7, users: 250 } : { rounds: 15, users: 500 }),
  onRound,
});

/** Builds of `--compare`, each measured against this one; then what is counted of each, one after the other. */
const comparisonOf = ({ quick, compare: mains }: Options, now: string): Sections => {
  const builds = mains.map((main, i) => ({ name: `build ${i + 1}`, main }));
  return Object.fromEntries([
    ['compare', (world: World) => compare(world, [{ name: 'now', main: now }, ...builds], roundsOf(quick))],
    ...[{ name: 'now', main: now }, ...builds].flatMap(({ name, main }) => [
      [`round trips, ${name}`, (world: World) => roundTrips(world, main)],
      [`Redis bytes, ${name}`, (world: World) => redisBytes(world, main)],
    ]),
  ]);
};

function onRound(round: number) {
  process.stdout.write(round === 0 ? '  ' : '.');
}

async function run(args: string[]): Promise<number> {
  const options = readOptions(args, Object.keys(sectionsOf({ quick: true })));
  const components = findComponents();
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const server = path.join(__dirname, 'dist/server');
  const main = path.join(server, 'main.js');
  await bundleServer(server);
  const world = await createWorld();
  const lines: Line[] = [];
  try {
    const sections = options.compare.length > 0 ? comparisonOf(options, main) : sectionsOf(options);
    for (const [name, measure] of Object.entries(sections)) {
      if (options.only.length > 0 && !options.only.includes(name)) continue;
      const measured = await measure(world, main);
      process.stdout.write(`\n${name}\n${table(measured)}\n`);
      lines.push(...measured);
    }
  } finally {
    await world.close();
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  const machine = { cpus: os.availableParallelism(), node: process.version, ...components };
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ startedAt, seconds, machine, ...options, lines }, null, 2)}\n`,
    );
  return sum(lines, seconds);
}

function sum(lines: Line[], seconds: number): number {
  const tooFar = bareIsTooFar(lines);
  if (tooFar.length > 0) {
    say(
      `\n✗ 对照程序 bare 离下限太远，这次测量作废：\n${tooFar.join('\n')}`,
      'Bare is too far from its floors to be a measure: this run is void.',
    );
    return 1;
  }
  const count = (verdict: Line['verdict']) => lines.filter((line) => line.verdict === verdict).length;
  say(
    `\n${count('aim')} 项达到目标，${count('at least')} 项达到底线，${count('short')} 项没有达到，用时 ${seconds} 秒。`,
    `${count('aim')} reach "aim", ${count('at least')} "at least", ${count('short')} neither; ${seconds} s.`,
  );
  return 0;
}

process.on('SIGTERM', () => process.exit(143));
run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    complain(error);
    process.exit(1);
  },
);

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os, { availableParallelism } from 'node:os';
import path from 'node:path';
import { openTestRedis } from '../redis/redis';
import { projectsOf } from './jest-config';
import type { Mutant, NamedTest } from './mutant';
import { type Place as Bench, type Run, runJest, type Verdicts } from './run-jest';
import { copyFile, copyTree } from './tree';

/** `killed`: every named test went red. */
type Fate = 'killed' | 'survived' | 'error';

interface Outcome {
  fate: Fate;
  why?: string;
}

export interface Result extends Outcome {
  mutant: Mutant;
  seconds: number;
}

interface Place extends Bench {
  root: string;
  /** Copies of it, in each of which one defect at a time is planted. */
  trees: string[];
  /** How the tests of a file fare that defects name, without any defect. */
  health: Map<string, Promise<Verdicts>>;
  testsPassed: boolean;
  /** Of test files: jest's project of each. */
  projects: Map<string, string | undefined>;
  /** All tests of a file that defects name. */
  namesOf(file: string): string[];
}

interface Hunted {
  /** Patches are read from its folder `mutants`. */
  root: string;
  mutants: Mutant[];
  /** All tests have just passed: none is looked at without a defect first, which is a third of the work. */
  testsPassed?: boolean;
  onResult?: (result: Result) => void;
}

/** Half of the time they wait. */
const parallel = Math.ceil(1.5 * availableParallelism());

/** As many share one start of jest, each in a copy of its own. */
const together = 6;

/** What starts processes or measures times is by itself. */
const shared = ['unit', 'miniprogram', undefined];

/** Those with a browser or processes of their own first: one of them at the end would have all others wait for it. */
const rank = ({ tests }: Mutant) =>
  Math.min(...tests.map(({ file }) => slowest.findIndex((each) => file.startsWith(each))));
const slowest = ['e2e/phone/', 'e2e/processes/', 'e2e/', ''];

/**
 * Plants each defect in a copy of the repository and sees whether its tests notice. A test must be green without the defect.
 * @returns in the order in which they were done
 */
export async function hunt({
  root,
  mutants,
  testsPassed = false,
  onResult = () => {},
}: Hunted): Promise<Result[]> {
  const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'contract-kit-mutants-')));
  try {
    const projects = await projectsOf(root, [
      ...new Set(mutants.flatMap(({ tests }) => tests.map(({ file }) => file))),
    ]);
    const waiting = inBatches(mutants, projects);
    const health: Place['health'] = new Map();
    const namesOf = (file: string) => [
      ...new Set(
        mutants.flatMap(({ tests }) => tests.filter((test) => test.file === file)).map(({ name }) => name),
      ),
    ];
    const results: Result[] = [];
    const work = async (number: number) => {
      const trees: string[] = [];
      const redis = await openTestRedis(process.env);
      try {
        for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
          while (trees.length < batch.length) {
            const tree = path.join(scratch, `tree-${number}-${trees.length}`);
            mkdirSync(tree);
            copyTree(root, tree);
            trees.push(tree);
          }
          const began = performance.now();
          const place = { root, trees, scratch, redisUrl: redis.url, health, namesOf, testsPassed, projects };
          const outcomes = await meet(batch, place);
          const seconds = (performance.now() - began) / 1000 / batch.length;
          for (const [index, mutant] of batch.entries()) {
            const result = { mutant, ...outcomes[index]!, seconds };
            results.push(result);
            onResult(result);
          }
        }
      } finally {
        await redis.close();
      }
    };
    const workers = Array.from({ length: Math.min(parallel, waiting.length) }, (_, number) => work(number));
    // When one fails the other still has its tests running in a folder that is about to be removed.
    for (const outcome of await Promise.allSettled(workers)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function inBatches(mutants: Mutant[], projects: Place['projects']): Mutant[][] {
  const isShared = ({ tests }: Mutant) => tests.every(({ file }) => shared.includes(projects.get(file)));
  const alone = mutants.filter((mutant) => !isShared(mutant)).toSorted((a, b) => rank(a) - rank(b));
  const others = mutants.filter(isShared);
  const size = Math.max(1, Math.min(together, Math.ceil(others.length / parallel)));
  const batches = Array.from({ length: Math.ceil(others.length / size) }, (_, index) =>
    others.slice(index * size, (index + 1) * size),
  );
  return [...alone.map((mutant) => [mutant]), ...batches];
}

/**
 * Plants each defect in a tree of its own and runs the tests of all at once. Whatever is not plainly noticed so is tried
 * again by itself, and that holds.
 */
async function meet(batch: Mutant[], place: Place): Promise<Outcome[]> {
  const { root, trees, projects } = place;
  const outcomes: (Outcome | undefined)[] = [];
  for (const mutant of batch) {
    outcomes.push(place.testsPassed ? undefined : await illWithoutDefect(mutant, place));
  }
  try {
    const runs: Run[] = [];
    for (const [index, mutant] of batch.entries()) {
      if (outcomes[index]) continue;
      const tree = trees[index]!;
      const refusal = apply(tree, path.join(root, 'mutants', `${mutant.name}.patch`));
      if (refusal) outcomes[index] = { fate: 'error', why: `the patch no longer applies: ${refusal}` };
      else runs.push(...runsOf(mutant.tests, tree, projects));
    }
    const ran = runs.length > 0 ? await runJest(place, runs) : [];
    for (const [index, mutant] of batch.entries()) {
      outcomes[index] ??= judgeAll(mutant, (file) => {
        const run = runs.findIndex((each) => each.tree === trees[index] && each.file === file);
        return ran[run]!;
      });
    }
  } finally {
    for (const [index, { files }] of batch.entries()) {
      for (const file of files) copyFile(root, trees[index]!, file);
    }
  }
  if (batch.length > 1) {
    for (const [index, mutant] of batch.entries()) {
      if (outcomes[index]?.fate !== 'killed') [outcomes[index]] = await meet([mutant], place);
    }
  }
  return outcomes as Outcome[];
}

/** One for each file. */
function runsOf(tests: NamedTest[], tree: string, projects: Place['projects']): Run[] {
  return [...new Set(tests.map(({ file }) => file))].map((file) => ({
    tree,
    file,
    names: tests.filter((test) => test.file === file).map(({ name }) => name),
    project: projects.get(file),
  }));
}

function judgeAll({ tests }: Mutant, verdictsOf: (file: string) => Verdicts): Outcome {
  for (const test of tests) {
    const verdict = verdictsOf(test.file).get(test.name)!;
    if (verdict.outcome === 'broken') return couldNotRun(test, verdict.why);
    if (verdict.outcome === 'green') return { fate: 'survived', why: `${say(test)} stayed green` };
  }
  return { fate: 'killed' };
}

/** What is wrong with a defect's tests where there is no defect. */
async function illWithoutDefect(mutant: Mutant, place: Place): Promise<Outcome | undefined> {
  const { health, namesOf, projects, trees } = place;
  for (const test of mutant.tests) {
    const run = {
      tree: trees[0]!,
      file: test.file,
      names: namesOf(test.file),
      project: projects.get(test.file),
    };
    const known = health.get(test.file) ?? runJest(place, [run]).then(([verdicts]) => verdicts!);
    health.set(test.file, known);
    const verdict = (await known).get(test.name)!;
    if (verdict.outcome === 'red') return { fate: 'error', why: `${say(test)}: is red without any defect` };
    if (verdict.outcome === 'broken') return couldNotRun(test, verdict.why);
  }
}

const couldNotRun = (test: NamedTest, why: string): Outcome => ({
  fate: 'error',
  why: `${say(test)}: could not run: ${why}`,
});

/** @returns git's reason for refusing it */
function apply(tree: string, patch: string): string | undefined {
  try {
    // Outside any repository, git apply changes the files of the folder that it runs in.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(tree) };
    execFileSync('git', ['apply', '--whitespace=nowarn', patch], {
      cwd: tree,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error).trim();
  }
}

const say = ({ file, name }: NamedTest) => `${file} -t "${name}"`;

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os, { availableParallelism } from 'node:os';
import path from 'node:path';
import { openTestRedis } from '../redis/redis';
import type { Mutant, NamedTest } from './mutant';
import { type Place as Bench, type Ran, runJest } from './run-jest';
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

/** For each test file, how the tests fare that defects name, without any defect. */
type Health = Map<string, Promise<Ran>>;

interface Place extends Bench {
  root: string;
  health: Health;
  testsPassed: boolean;
  /** Of test files that have run: jest's project of each. */
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
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-mutants-'));
  try {
    const waiting = mutants.toSorted((a, b) => rank(a) - rank(b));
    const health: Health = new Map();
    const projects = new Map<string, string | undefined>();
    const namesOf = (file: string) => [
      ...new Set(
        mutants.flatMap(({ tests }) => tests.filter((test) => test.file === file)).map(({ name }) => name),
      ),
    ];
    const results: Result[] = [];
    const work = async (number: number) => {
      const tree = path.join(scratch, `tree-${number}`);
      mkdirSync(tree);
      copyTree(root, tree);
      const redis = await openTestRedis(process.env);
      try {
        for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
          const began = performance.now();
          const place = { root, tree, scratch, redisUrl: redis.url, health, namesOf, testsPassed, projects };
          const result = {
            mutant,
            ...(await meet(mutant, place)),
            seconds: (performance.now() - began) / 1000,
          };
          results.push(result);
          onResult(result);
        }
      } finally {
        await redis.close();
      }
    };
    const workers = Array.from({ length: Math.min(parallel, mutants.length) }, (_, number) => work(number));
    // When one fails the other still has its tests running in a folder that is about to be removed.
    for (const outcome of await Promise.allSettled(workers)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function meet(mutant: Mutant, place: Place): Promise<Outcome> {
  const { root, tree, projects } = place;
  const ill = place.testsPassed ? undefined : await illWithoutDefect(mutant, place);
  if (ill) return ill;
  try {
    const patch = path.join(root, 'mutants', `${mutant.name}.patch`);
    const refusal = apply(tree, patch);
    if (refusal) return { fate: 'error', why: `the patch no longer applies: ${refusal}` };
    for (const test of mutant.tests) {
      const { verdicts, project } = await runJest(place, test.file, [test.name], projects.get(test.file));
      projects.set(test.file, project);
      const verdict = verdicts.get(test.name)!;
      if (verdict.outcome === 'broken') return couldNotRun(test, verdict.why);
      if (verdict.outcome === 'green') return { fate: 'survived', why: `${say(test)} stayed green` };
    }
    return { fate: 'killed' };
  } finally {
    for (const file of mutant.files) copyFile(root, tree, file);
  }
}

/** What is wrong with a defect's tests where there is no defect. */
async function illWithoutDefect(mutant: Mutant, place: Place): Promise<Outcome | undefined> {
  const { health, namesOf, projects } = place;
  for (const test of mutant.tests) {
    const known = health.get(test.file) ?? runJest(place, test.file, namesOf(test.file));
    health.set(test.file, known);
    const { verdicts, project } = await known;
    projects.set(test.file, project);
    const verdict = verdicts.get(test.name)!;
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

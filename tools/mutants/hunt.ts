import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Mutant, NamedTest } from './mutant';
import { runJest, type Verdict } from './run-jest';
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
type Health = Map<string, Promise<Map<string, Verdict>>>;

interface Place {
  root: string;
  tree: string;
  scratch: string;
  health: Health;
  /** All tests of a file that defects name. */
  namesOf(file: string): string[];
}

interface Hunted {
  /** Patches are read from its folder `mutants`. */
  root: string;
  mutants: Mutant[];
  onResult?: (result: Result) => void;
}

const parallel = 2;

/**
 * Plants each defect in a copy of the repository and sees whether its tests notice. A test must be green without the defect.
 * @returns in the order in which they were done
 */
export async function hunt({ root, mutants, onResult = () => {} }: Hunted): Promise<Result[]> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-mutants-'));
  try {
    const waiting = [...mutants];
    const health: Health = new Map();
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
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const began = performance.now();
        const fate = await meet(mutant, { root, tree, scratch, health, namesOf });
        const result = { mutant, ...fate, seconds: (performance.now() - began) / 1000 };
        results.push(result);
        onResult(result);
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

async function meet(mutant: Mutant, { root, tree, scratch, health, namesOf }: Place): Promise<Outcome> {
  for (const test of mutant.tests) {
    const known = health.get(test.file) ?? runJest(tree, test.file, namesOf(test.file), scratch);
    health.set(test.file, known);
    const verdict = (await known).get(test.name)!;
    if (verdict.outcome === 'red') return { fate: 'error', why: `${say(test)}: is red without any defect` };
    if (verdict.outcome === 'broken') return couldNotRun(test, verdict.why);
  }
  try {
    const patch = path.join(root, 'mutants', `${mutant.name}.patch`);
    const refusal = apply(tree, patch);
    if (refusal) return { fate: 'error', why: `the patch no longer applies: ${refusal}` };
    for (const test of mutant.tests) {
      const verdict = (await runJest(tree, test.file, [test.name], scratch)).get(test.name)!;
      if (verdict.outcome === 'broken') return couldNotRun(test, verdict.why);
      if (verdict.outcome === 'green') return { fate: 'survived', why: `${say(test)} stayed green` };
    }
    return { fate: 'killed' };
  } finally {
    for (const file of mutant.files) copyFile(root, tree, file);
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

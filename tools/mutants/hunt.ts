import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Mutant, NamedTest } from './mutant';
import { runJest } from './run-jest';
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

/** For each test, what is wrong with it without any defect, if something is. */
type Health = Map<string, Promise<string | undefined>>;

interface Hunted {
  /** Patches are read from its folder `mutants`. */
  root: string;
  mutants: Mutant[];
  onResult?: (result: Result) => void;
}

const parallel = 2;

/**
 * Plants each defect in a copy of the repository and sees whether its tests notice. A test must be green without the defect.
 *  patches are read from root/mutants
 * @returns in the order in which they were done
 */
export async function hunt({ root, mutants, onResult = () => {} }: Hunted): Promise<Result[]> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-mutants-'));
  try {
    const waiting = [...mutants];
    const healthy: Health = new Map();
    const results: Result[] = [];
    const work = async (number: number) => {
      const tree = path.join(scratch, `tree-${number}`);
      mkdirSync(tree);
      copyTree(root, tree);
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const began = performance.now();
        const fate = await meet(mutant, { root, tree, scratch, healthy });
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

async function meet(
  mutant: Mutant,
  { root, tree, scratch, healthy }: { root: string; tree: string; scratch: string; healthy: Health },
): Promise<Outcome> {
  for (const test of mutant.tests) {
    const key = JSON.stringify(test);
    const known = healthy.get(key) ?? whyUnhealthy(tree, test, scratch);
    healthy.set(key, known);
    const why = await known;
    if (why) return { fate: 'error', why };
  }
  try {
    const patch = path.join(root, 'mutants', `${mutant.name}.patch`);
    const refusal = apply(tree, patch);
    if (refusal) return { fate: 'error', why: `the patch no longer applies: ${refusal}` };
    for (const test of mutant.tests) {
      const verdict = await runJest(tree, test, scratch);
      if (verdict.outcome === 'broken')
        return { fate: 'error', why: `${say(test)}: could not run: ${verdict.why}` };
      if (verdict.outcome === 'green') return { fate: 'survived', why: `${say(test)} stayed green` };
    }
    return { fate: 'killed' };
  } finally {
    for (const file of mutant.files) copyFile(root, tree, file);
  }
}

async function whyUnhealthy(tree: string, test: NamedTest, scratch: string) {
  const verdict = await runJest(tree, test, scratch);
  if (verdict.outcome === 'green') return undefined;
  return `${say(test)}: ${verdict.outcome === 'red' ? 'is red without any defect' : `could not run: ${verdict.why}`}`;
}

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

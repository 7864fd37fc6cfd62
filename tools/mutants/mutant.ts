import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface NamedTest {
  file: string;
  name: string;
}

/** A defect and the tests that must notice it. */
export interface Mutant {
  /** Of its file, without .patch. */
  name: string;
  /** What the tests keep. */
  promise: string;
  /** Each of them must go red. */
  tests: NamedTest[];
  /** That the patch changes, from the root. */
  files: string[];
}

/**
 * Reads a patch with its header (mutants/README.md).
 * @throws Error that says what the file lacks
 */
export function parseMutant(name: string, text: string): Mutant {
  const promise = /^# promise: *(\S.*?) *$/m.exec(text)?.[1];
  if (!promise) throw new Error(`${name}.patch has no line "# promise: …"`);
  const tests = [...text.matchAll(/^# test: *(.*?) *$/gm)].map((match) => parseTest(name, match[1] ?? ''));
  if (tests.length === 0) throw new Error(`${name}.patch has no line "# test: path -t "name""`);
  const files = [...text.matchAll(/^--- a\/(.+?)\s*$/gm)].map((match) => match[1] ?? '');
  if (files.length === 0)
    throw new Error(`${name}.patch holds no diff ("--- a/path"): make it with git diff`);
  return { name, promise, tests, files };
}

/**
 * @param root of the repository
 * @returns what is wrong with the patches: a header that is not whole, or that they fit the code no more; '' when all are good
 */
export function patchesThatDoNotApply(root: string): string {
  const patches = readdirSync(path.join(root, 'mutants')).filter((file) => file.endsWith('.patch'));
  const complaints = patches.flatMap((file) => {
    try {
      parseMutant(file.slice(0, -'.patch'.length), readFileSync(path.join(root, 'mutants', file), 'utf8'));
    } catch (error) {
      return [`mutants/${(error as Error).message}`];
    }
    const git = spawnSync('git', ['apply', '--check', `mutants/${file}`], { cwd: root, encoding: 'utf8' });
    if (git.error) throw git.error;
    return git.status === 0 ? [] : [`mutants/${file}: ${git.stderr.trim()}`];
  });
  return complaints.join('\n');
}

function parseTest(mutant: string, line: string): NamedTest {
  const match = /^(\S+\.test\.tsx?|\S+\.test\.[cm]?js) +-t +"(.+)"$/.exec(line);
  if (!match) throw new Error(`${mutant}.patch: "# test: ${line}" is not of the form path -t "name"`);
  return { file: match[1] ?? '', name: match[2] ?? '' };
}

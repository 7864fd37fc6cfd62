import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {{file: string, name: string}} NamedTest
 * @typedef {object} Mutant a defect and the tests that must notice it
 * @property {string} name of its file, without .patch
 * @property {string} promise what the tests keep
 * @property {NamedTest[]} tests each of them must go red
 * @property {string[]} files that the patch changes, from the root
 */

/**
 * Reads a patch with its header (mutants/README.md).
 * @param {string} name
 * @param {string} text
 * @returns {Mutant}
 * @throws Error that says what the file lacks
 */
export function parseMutant(name, text) {
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
 * @param {string} root of the repository
 * @returns {string} what git says of the patches that fit the code no more; '' when all fit
 */
export function patchesThatDoNotApply(root) {
  const patches = readdirSync(path.join(root, 'mutants')).filter((file) => file.endsWith('.patch'));
  const complaints = patches.flatMap((file) => {
    const git = spawnSync('git', ['apply', '--check', `mutants/${file}`], { cwd: root, encoding: 'utf8' });
    if (git.error) throw git.error;
    return git.status === 0 ? [] : [`mutants/${file}: ${git.stderr.trim()}`];
  });
  return complaints.join('\n');
}

/**
 * @param {string} mutant
 * @param {string} line
 * @returns {NamedTest}
 */
function parseTest(mutant, line) {
  const match = /^(\S+\.test\.tsx?|\S+\.test\.[cm]?js) +-t +"(.+)"$/.exec(line);
  if (!match) throw new Error(`${mutant}.patch: "# test: ${line}" is not of the form path -t "name"`);
  return { file: match[1] ?? '', name: match[2] ?? '' };
}

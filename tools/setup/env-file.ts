import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, readEnv } from '@contract-kit/server/read-env';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { withoutVariable, withVariable } from './env-text';
import { type Env, twinOf } from './questions';

/** Nobody but its owner reads it. */
const MODE = 0o600;

/**
 * What is known, from the file and the environment.
 * @throws {Problem} that says in a line why the file cannot be read
 */
export function readFile(file: string): Env {
  try {
    return readEnv(file, process.env) as Env;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { name, problem, fix } = error.problems[0]!;
    throw new Problem(`${name}：${problem['zh-CN']}${fix['zh-CN']}`, `${name}: ${problem.en} ${fix.en}`);
  }
}

/**
 * Sets a variable in a `.env`, which is made from the sample when there is none. It is never half written.
 * @throws {Problem} when it cannot be written
 */
export function setInFile(file: string, name: string, value: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : emptySample();
  // A link stays one.
  const target = existsSync(file) ? realpathSync(file) : file;
  const unfinished = `${target}.${process.pid}`;
  // What was given in the other way, NAME or NAME_FILE, would stand in its way.
  const after = withVariable(withoutVariable(before, twinOf(name)), name, value);
  orProblem(file, () => {
    writeFileSync(unfinished, after, { mode: MODE });
    renameSync(unfinished, target);
  });
  makePrivate(file);
}

/**
 * Lets nobody but its owner read the file, if it is there, also where nothing had to be written.
 * @throws {Problem} when that is not ours to do
 */
export function makePrivate(file: string): void {
  if (existsSync(file)) orProblem(file, () => chmodSync(file, MODE));
}

function orProblem(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(
      `写不了 ${file}（${code}）：请检查文件夹是否存在、您有没有写的权限。`,
      `${file} cannot be written (${code}): see that its folder exists, and that you may write there.`,
    );
  }
}

/** Nothing of the sample counts as answered. */
const emptySample = () => readFileSync(path.join(root, '.env.example'), 'utf8').replace(/^(\w+=).*$/gm, '$1');

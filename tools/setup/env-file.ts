import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { withoutVariable, withVariable } from './env-text';
import { twinOf } from './questions';

/** Nobody but its owner reads it. */
const MODE = 0o600;

/** Sets a variable in a `.env`, which is made from the sample when there is none. It is never half written. */
export function setInFile(file: string, name: string, value: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : emptySample();
  // A link stays one.
  const target = existsSync(file) ? realpathSync(file) : file;
  const unfinished = `${target}.${process.pid}`;
  // What was given in the other way, NAME or NAME_FILE, would stand in its way.
  const after = withVariable(withoutVariable(before, twinOf(name)), name, value);
  writeFileSync(unfinished, after, { mode: MODE });
  renameSync(unfinished, target);
  chmodSync(target, MODE);
}

/** Nothing of the sample counts as answered. */
const emptySample = () => readFileSync(path.join(root, '.env.example'), 'utf8').replace(/^(\w+=).*$/gm, '$1');

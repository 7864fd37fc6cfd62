import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../bootstrap/terminal.mjs';

/**
 * Copies the files that git knows, as they are now, and links what is installed.
 * @param tree a folder that does not exist yet
 */
export function copyTree(root: string, tree: string) {
  const files = trackedFiles(root);
  for (const file of files) copyFile(root, tree, file);
  link(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  for (const file of files) {
    if (path.basename(file) === 'package.json' && file !== 'package.json') {
      linkPackage(root, tree, path.dirname(file));
    }
  }
}

export function copyFile(root: string, tree: string, file: string) {
  // A file that was deleted and not yet committed.
  if (!existsSync(path.join(root, file))) return;
  cpSync(path.join(root, file), path.join(tree, file));
}

function trackedFiles(root: string) {
  try {
    return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
      .split('\0')
      .filter(Boolean);
  } catch {
    throw new Problem(
      'npm run mutants 需要 git，并且项目是用 git clone 得到的。',
      'npm run mutants needs git, and a clone.',
    );
  }
}

/**
 * Links a package's dependencies. Those of this repository lead to the copy: a defect planted in one package
 * must show in another.
 */
function linkPackage(root: string, tree: string, folder: string) {
  const installed = path.join(root, folder, 'node_modules');
  if (!existsSync(installed)) return;
  const real = realpathSync(root);
  for (const name of namesIn(installed)) {
    const target = realpathSync(path.join(installed, name));
    const within = path.relative(real, target);
    const isOurs = !within.startsWith('..') && !within.split(path.sep).includes('node_modules');
    link(isOurs ? path.join(tree, within) : target, path.join(tree, folder, 'node_modules', name));
  }
}

/**
 * @param folder a node_modules
 * @returns what is installed in it, as `name` or `@scope/name`
 */
function namesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@')
      ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`)
      : [name];
  });
}

function link(target: string, place: string) {
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(target, place, 'junction');
}

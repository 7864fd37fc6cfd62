import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from '../../tools/bootstrap/npm.mjs';
import { root } from './guide';

export interface AppFolder {
  path: string;
  write(files: Iterable<readonly [name: string, text: string]>): void;
  /** Runs a command of the guide, in the folder of this project, with this one as `../my-app`. Rejects when it fails. */
  run(command: string): Promise<{ stdout: string; stderr: string }>;
  remove(): void;
}

/** Somebody's own mini-program, still empty, far from this project's node_modules. */
export function createAppFolder(): AppFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'contract kit app-')));
  return {
    path,
    write(files) {
      for (const [name, text] of files) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },
    run(command) {
      const [tool, ...args] = command.split(' ').map((word) => word.replace('../my-app', path));
      if (tool !== 'npm') throw new Error(`Only npm is run: ${command}`);
      const { file, args: all, shell } = npmCommand('npm', args, process);
      const quoted = shell ? all.map((arg) => `"${arg}"`) : all;
      return promisify(execFile)(file, quoted, { cwd: root, shell, windowsHide: true });
    },
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

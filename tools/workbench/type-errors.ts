import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';

const cache = path.join(root, 'node_modules/.cache');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');

/**
 * What TypeScript has to say of a folder of the repository.
 * @returns an empty text when all is well; undefined when it was aborted or cannot be said
 */
export async function typeErrorsOf(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const place = mkdtempSync(path.join(cache, 'types-'));
  try {
    const project = path.join(place, 'tsconfig.json');
    writeFileSync(
      project,
      JSON.stringify({
        extends: path.join(root, 'tsconfig.base.json'),
        compilerOptions: {
          types: ['jest', 'node'],
          typeRoots: [path.join(root, 'node_modules/@types')],
          // What is half written has names that nothing uses yet.
          noUnusedLocals: false,
          noUnusedParameters: false,
        },
        include: [path.join(folder, '**/*')],
      }),
    );
    const { code, said } = await run([compiler, '-p', project, '--noEmit', '--pretty', 'false'], signal);
    if (signal.aborted) return undefined;
    if (code === 0) return '';
    // What is ours is not the merchant's to mend.
    const theirs = said.split(/\n(?=\S)/).filter((each) => path.resolve(root, each).startsWith(folder));
    return theirs.join('\n').trim();
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function run(args: string[], signal: AbortSignal): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      signal,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', () => resolve({ code: null, said }));
    child.once('close', (code) => resolve({ code, said }));
  });
}

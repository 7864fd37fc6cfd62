import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../bootstrap/root.mjs';
import { green, Problem, say } from '../bootstrap/terminal.mjs';
import { isChanged, javascriptFiles, type LiftedFile, typescriptFiles } from '../lifted-files';

/**
 * Writes the signing core, with what it needs of the shared package, into a folder of another mini-program. Files
 * that were lifted before are replaced, unless somebody has changed them.
 */
export async function run(args: string[]): Promise<number> {
  const { folder, native, force } = read(args);
  const files = native ? await javascriptFiles() : typescriptFiles();
  if (!force) refuseToOverwrite(folder, files);

  for (const { name, text } of files) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const entry = path.join(folder, native ? 'index.js' : 'index.ts');
  say(
    `${green('✓')} 已写入 ${files.length} 个文件。用法见 ${entry} 的开头。`,
    `Files written: ${files.length}. How to use them is said at the head of ${entry}.`,
  );
  return 0;
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { native: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    // npm runs us in the project's folder and says where the user was.
    if (folder !== undefined && more.length === 0)
      return { ...values, folder: path.resolve(process.env.INIT_CWD ?? root, folder) };
  } catch {
    // Said below.
  }
  throw new Problem(
    '用法：npm run lift -- 目录 [--native] [--force]，例如 npm run lift -- ../my-app/src/signing',
    'Usage: npm run lift -- DIR [--native] [--force], such as npm run lift -- ../my-app/src/signing',
  );
}

function refuseToOverwrite(folder: string, files: LiftedFile[]) {
  const changed = files
    .map(({ name }) => path.join(folder, name))
    .filter((file) => existsSync(file) && isChanged(readFileSync(file, 'utf8')));
  if (changed.length === 0) return;
  throw new Problem(
    `这些文件被改过，或不是本命令写入的，没有覆盖：\n  ${changed.join('\n  ')}\n换一个目录，或加 --force 覆盖。`,
    'These files were changed, or did not come from this command; nothing was written. Name another folder, or add --force.',
  );
}

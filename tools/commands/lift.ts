import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { green, Problem, say } from '../bootstrap/terminal.mjs';
import { isChanged, javascriptFiles, type LiftedFile, typescriptFiles } from '../lifted-files';

const options = ['--native', '--force'];

/**
 * Writes the signing core, with what it needs of the shared package, into a folder of another mini-program. Files
 * that were lifted before are replaced, unless somebody has changed them.
 */
export async function run(args: string[]): Promise<number> {
  const folder = folderOf(args);
  const native = args.includes('--native');
  const files = native ? await javascriptFiles() : typescriptFiles();
  if (!args.includes('--force')) refuseToOverwrite(folder, files);

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

function folderOf(args: string[]) {
  const unknown = args.find((arg) => arg.startsWith('-') && !options.includes(arg));
  const folders = args.filter((arg) => !arg.startsWith('-'));
  const [folder] = folders;
  if (unknown !== undefined || folder === undefined || folders.length > 1) {
    throw new Problem(
      '用法：npm run lift -- 目录 [--native] [--force]，例如 npm run lift -- ../my-app/src/signing',
      'Usage: npm run lift -- DIR [--native] [--force], such as npm run lift -- ../my-app/src/signing',
    );
  }
  // npm runs us in the project's folder and says where the user was.
  return path.resolve(process.env.INIT_CWD ?? root, folder);
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

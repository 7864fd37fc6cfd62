import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { createFolder } from './kit/folder';
import { runNpm, runProgram } from './kit/program';

/** The compilers that consumers have. */
const compilers = {
  'TypeScript 5.9': join(root, 'tools/pack/node_modules/typescript/bin/tsc'),
  'TypeScript 7': join(root, 'node_modules/typescript/bin/tsc'),
};

export type Compiler = keyof typeof compilers;
export const compilerNames = Object.keys(compilers) as Compiler[];

const resolutions = {
  node16: { module: 'node16', moduleResolution: 'node16', outDir: 'out' },
  bundler: { module: 'preserve', moduleResolution: 'bundler', noEmit: true },
};

export interface Consumer {
  /** Rejects with what the compiler finds. */
  check(compiler: Compiler, resolution: keyof typeof resolutions): Promise<void>;
  /** Runs what the newest compiler makes of it for `node16`. @returns what it wrote */
  run(how: 'require' | 'import', env?: Record<string, string>): Promise<string>;
  /** A file of the installed package, its path within it, and its text. */
  files(): { name: string; text: string }[];
  /** Of all that was installed, the types of Node apart. */
  megabytes(): number;
}

/**
 * A fresh project that installs a tarball with plain npm, and one program in it, which is compiled as CommonJS and as a module.
 * @param name of the package
 * @param source TypeScript that imports it
 * @param compilerOptions beside the strict ones
 */
export async function createConsumer(
  name: string,
  tarball: string,
  source: string,
  compilerOptions: Record<string, unknown> = {},
): Promise<Consumer> {
  const strict = { strict: true, exactOptionalPropertyTypes: true };
  const configs = Object.entries(resolutions).map(([resolution, options]) => [
    `${resolution}.json`,
    JSON.stringify({
      compilerOptions: { target: 'es2022', types: ['node'], ...strict, ...options, ...compilerOptions },
      files: ['consumer.cts', 'consumer.mts'],
    }),
  ]);
  const folder = createFolder({
    'package.json': JSON.stringify({ name: 'consumer', private: true }),
    'consumer.cts': source,
    'consumer.mts': source,
    ...Object.fromEntries(configs),
  });
  await runNpm(
    ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, '@types/node@20.19.30'],
    folder,
  );
  const installed = join(folder, 'node_modules', name);
  const check = async (compiler: Compiler, resolution: keyof typeof resolutions) => {
    // The newest looks through every declaration. The other, which takes ten times as long, made ours itself.
    const skipLibCheck = String(compiler !== 'TypeScript 7');
    const args = [compilers[compiler], '-p', `${resolution}.json`, '--skipLibCheck', skipLibCheck];
    await runProgram(process.execPath, args, { cwd: folder });
  };
  let compiled: Promise<void> | undefined;
  return {
    check,
    async run(how, env = {}) {
      compiled ??= check('TypeScript 7', 'node16');
      await compiled;
      const file = how === 'require' ? 'consumer.cjs' : 'consumer.mjs';
      return runProgram(process.execPath, [join('out', file)], { cwd: folder, env });
    },
    files: () =>
      filesIn(installed).map((file) => ({ name: file, text: readFileSync(join(installed, file), 'utf8') })),
    megabytes() {
      const modules = join(folder, 'node_modules');
      const counted = filesIn(modules).filter((file) => !/^(@types[\\/]node|undici-types)[\\/]/.test(file));
      return counted.reduce((sum, file) => sum + statSync(join(modules, file)).size, 0) / 1e6;
    },
  };
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { BuildFailure, Plugin } from 'esbuild';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { programOptions } from '../processes/bundle';
import { merchantPackages } from '../processes/merchant-packages';
import { codeFrame } from './code-frame';
import { libraryName } from './live-merchant';
import type { LoadProblem } from './messages';
import { typeErrorsOf } from './type-errors';

/** What happened to the merchant's code, for the terminal and the page. */
export type CodeNews =
  /** It runs from now on. */
  | { is: 'loaded' }
  /** What ran before runs on. `text` has the place and the lines around it. */
  | { is: 'broken'; why: 'build' | 'load'; text: string }
  /** It runs all the same; none: an empty text. */
  | { is: 'typeErrors'; text: string };

const merchantFolder = path.join(root, 'server/merchant');
const cache = path.join(root, 'node_modules/.cache/contract-kit-merchant');
const keptMs = 24 * 3_600_000;
/** An editor may write a file in several steps, and several files at once. */
const settledMs = 50;

/** The merchant's code as one file, built again at each change of its folder. */
export class MerchantCode {
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #latest: Promise<unknown> = Promise.resolve();
  #types = new AbortController();
  #typesSaid: Promise<void> = Promise.resolve();
  #isClosed = false;
  #file = '';
  /** Why the latest does not run. */
  #broken: string | undefined;

  /** @param folder with an `index.ts` */
  constructor(readonly folder = merchantFolder) {}

  /** The latest that could be loaded. */
  get file(): string {
    return this.#file;
  }

  /**
   * Builds it for a server that is about to start.
   * @throws {Problem} with what does not compile
   */
  async first(): Promise<void> {
    try {
      this.#file = await this.#build();
    } catch (error) {
      throw new Problem(
        `server/merchant 无法编译：\n${await inFrames(error)}`,
        'server/merchant does not compile; see above.',
      );
    }
  }

  /**
   * From now on builds it at each change.
   * @param load has the server load a file; resolves to what was wrong with that
   */
  async watch(
    load: (file: string) => Promise<LoadProblem | undefined>,
    tell: (news: CodeNews) => void,
  ): Promise<void> {
    const { watch } = await import('chokidar');
    const told = (news: CodeNews) => {
      if (!this.#isClosed) tell(news);
    };
    const change = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#latest = this.#latest.then(() => this.#renew(load, told));
      }, settledMs);
    };
    this.#watcher = watch(this.folder, {
      ignoreInitial: true,
      // It is no reason to stay.
      persistent: false,
      ignored: (file) => path.relative(this.folder, file).split(path.sep).includes('node_modules'),
    }).on('all', change);
    await new Promise<void>((resolve) => this.#watcher!.once('ready', resolve));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#types.abort();
    await this.#watcher?.close();
    await this.#latest;
    await this.#typesSaid;
  }

  async #renew(load: (file: string) => Promise<LoadProblem | undefined>, tell: (news: CodeNews) => void) {
    let file: string;
    // One save may be several changes.
    const broken = (news: Extract<CodeNews, { is: 'broken' }>) => {
      if (news.text !== this.#broken) tell(news);
      this.#broken = news.text;
    };
    try {
      file = await this.#build();
    } catch (error) {
      broken({ is: 'broken', why: 'build', text: await inFrames(error) });
      return;
    }
    if (this.#isClosed || (file === this.#file && this.#broken === undefined)) return;
    const problem = file === this.#file ? undefined : await load(file);
    if (problem) {
      broken({ is: 'broken', why: 'load', text: codeFrame(problem, this.folder) });
      return;
    }
    this.#file = file;
    this.#broken = undefined;
    tell({ is: 'loaded' });
    // It takes seconds, for which the next change does not wait.
    this.#types.abort();
    this.#types = new AbortController();
    this.#typesSaid = this.#sayTypeErrors(tell, this.#types.signal);
  }

  async #sayTypeErrors(tell: (news: CodeNews) => void, signal: AbortSignal) {
    const text = await typeErrorsOf(this.folder, signal).catch(() => undefined);
    if (text !== undefined && !signal.aborted) tell({ is: 'typeErrors', text });
  }

  async #build(): Promise<string> {
    const { outputFiles } = await build(this.folder);
    const code = outputFiles.find(({ path: file }) => file.endsWith('.js'))!;
    const hash = createHash('sha256').update(code.contents).digest('hex').slice(0, 16);
    const file = path.join(cache, `merchant-${hash}.js`);
    if (!existsSync(file)) {
      mkdirSync(cache, { recursive: true });
      writeFileSync(file, code.contents);
      forgetOld();
    }
    return file;
  }
}

/** From nothing each time: it is as quick as an esbuild context, which would keep this process from ending. */
async function build(folder: string) {
  const esbuild = await import('esbuild');
  return esbuild.build({
    ...programOptions,
    entryPoints: [path.join(folder, 'index.ts')],
    outfile: path.join(cache, 'merchant.js'),
    write: false,
    sourcemap: 'inline',
    plugins: [runningLibrary, merchantPackages(folder), ...programOptions.plugins],
  });
}

/** The very library that runs the server: a copy of its own would know nothing of it. */
const runningLibrary: Plugin = {
  name: 'running-library',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@contract-kit\/server$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'running-library',
    }));
    onLoad({ filter: /.*/, namespace: 'running-library' }, () => ({
      contents: `module.exports = globalThis[Symbol.for(${JSON.stringify(libraryName)})];`,
    }));
  },
};

async function inFrames(error: unknown): Promise<string> {
  const { errors } = error as Partial<BuildFailure>;
  if (!errors) return error instanceof Error ? error.message : String(error);
  const { formatMessages } = await import('esbuild');
  return (await formatMessages(errors, { kind: 'error', color: false })).join('\n').trim();
}

/** Of days ago: one that a server runs may be named in a stack. */
function forgetOld() {
  for (const name of readdirSync(cache)) {
    const file = path.join(cache, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (/^merchant-.*\.js$/.test(name) && mtimeMs < Date.now() - keptMs) rmSync(file, { force: true });
  }
}

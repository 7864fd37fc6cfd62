import { createHash } from 'node:crypto';
import type { CssSyntaxError } from 'postcss';
import type { PackageFiles } from '../runtime';
import { usedComponents } from '../runtime/package-config';
import type { ViewPackage } from '../view/messages';
import { checkFiles, jsonProblem } from './check-files';
import { type CompiledWxml, compileWxml } from './compile-wxml';
import { compileWxss } from './compile-wxss';
import { readFolder } from './read-folder';

const textFiles = /\.(js|json|wxml|wxs|wxss)$/;

/** A package as the phone runs it: its files, read once, and what the view needs, compiled once. */
export class WeappPackage {
  /** All files as they are, by path from the package's root. */
  readonly bytes: ReadonlyMap<string, Buffer>;
  readonly files: PackageFiles;
  /** Changes with any file. */
  readonly version: string;
  /** What is broken, missing or left out: `pages/a/a.wxml:3: …`. The rest runs. */
  readonly warnings: readonly string[];
  readonly #wxml: CompiledWxml;
  readonly #config: AppConfig;
  readonly #styles = new Map<string, string>();

  /**
   * @param folder that a build has written: the one with `app.json` in it
   * @throws when a file cannot be read, or `app.json` names no pages
   */
  constructor(folder: string) {
    const { bytes, leadingOut } = readFolder(folder);
    this.bytes = bytes;
    if (!this.bytes.has('app.json'))
      throw new Error(`${folder} 不是小程序：没有 app.json。It is no mini-program: it has no app.json.`);
    const text = [...this.bytes].filter(([path]) => textFiles.test(path));
    this.files = new Map(text.map(([path, bytes]) => [path, bytes.toString('utf8')]));
    this.version = versionOf(this.bytes);
    this.#config = readConfig(this.files.get('app.json')!);
    this.#wxml = compileWxml(this.files);
    // All at once: a style sheet that is broken must not be found out in the middle of a run.
    const broken = new Map<string, string>();
    for (const page of this.pages) this.#styles.set(page, this.#compileStyles(page, broken));
    this.warnings = [
      ...checkFiles(this.files),
      ...this.#wxml.warnings,
      ...broken.values(),
      ...leadingOut.map((path) => `${path}: a link out of the package, not followed`),
    ];
  }

  get pages(): string[] {
    return this.#config.pages;
  }

  /** A script that sets `templates`. */
  get templates(): string {
    return this.#wxml.script;
  }

  /** @returns undefined when there is no such page */
  styles(page: string): string | undefined {
    return this.#styles.get(page);
  }

  /** @returns undefined when there is no such page */
  view(page: string): ViewPackage | undefined {
    if (!this.pages.includes(page)) return undefined;
    const { style } = this.#config;
    const components = Object.fromEntries(
      [page, ...this.#recursions(page)].map((path) => [path, this.#recursionsUsedBy(path)]),
    );
    return { path: page, files: this.filesUrl, components, styleV2: style === 'v2' };
  }

  get filesUrl(): string {
    return `/packages/${this.version}/files/`;
  }

  /** @param broken by file, what is wrong with it: such a style sheet counts as empty */
  #compileStyles(page: string, broken: Map<string, string>): string {
    const component = this.#recursions(page).map((path) => `${path}.wxss`);
    const files = new Map([...this.files].filter(([path]) => !broken.has(path)));
    try {
      return compileWxss(files, ['app.wxss', ...component, `${page}.wxss`], this.filesUrl);
    } catch (error) {
      const { file, line = 1, reason } = error as CssSyntaxError;
      const path = [...files.keys()].find((each) => file?.replaceAll('\\', '/').endsWith(`/${each}`));
      if (path === undefined) throw error;
      broken.set(path, `${path}:${line}: ${reason}`);
      return this.#compileStyles(page, broken);
    }
  }

  #recursions(page: string): string[] {
    const found = new Set<string>();
    const look = (path: string) => {
      for (const used of Object.values(this.#recursionsUsedBy(path))) {
        if (found.has(used)) continue;
        found.add(used);
        look(used);
      }
    };
    look(page);
    return [...found];
  }

  /** By tag. Other components of the package's own are not drawn: see the README. */
  #recursionsUsedBy(path: string): Record<string, string> {
    const used = new Map([...usedComponents(this.files, 'app'), ...usedComponents(this.files, path)]);
    return Object.fromEntries([...used].filter(([, target]) => this.#isTaros(target)));
  }

  #isTaros(path: string): boolean {
    const wxml = this.files.get(`${path}.wxml`) ?? '';
    return /^(comp|custom-wrapper)$/.test(path) && /<import\s+src="\.\/base\.wxml"/.test(wxml);
  }
}

interface AppConfig {
  pages: string[];
  style?: string;
}

function readConfig(text: string): AppConfig {
  const problem = jsonProblem(text);
  if (problem) throw new Error(`app.json:${problem.line}: ${problem.message}`);
  const config = JSON.parse(text || '{}') as AppConfig;
  if (!Array.isArray(config.pages) || config.pages.length === 0)
    throw new Error('app.json 没有 pages，即小程序的页面。app.json names no pages.');
  return config;
}

function versionOf(bytes: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [path, content] of bytes) hash.update(`${path}\n${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, 16);
}

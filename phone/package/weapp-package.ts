import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageFiles } from '../runtime';
import { usedComponents } from '../runtime/package-config';
import type { ViewPackage } from '../view/messages';
import { type CompiledWxml, compileWxml } from './compile-wxml';
import { compileWxss } from './compile-wxss';

const textFiles = /\.(js|json|wxml|wxs|wxss)$/;

/** A package as the phone runs it: its files, read once, and what the view needs, compiled once. */
export class WeappPackage {
  /** All files as they are, by path from the package's root. */
  readonly bytes: ReadonlyMap<string, Buffer>;
  readonly files: PackageFiles;
  /** Changes with any file. */
  readonly version: string;
  readonly #wxml: CompiledWxml;
  readonly #styles = new Map<string, string>();

  /**
   * @param folder that a build has written: the one with `app.json` in it
   * @throws when a file cannot be read, or does not compile
   */
  constructor(folder: string) {
    this.bytes = readFolder(folder);
    if (!this.bytes.has('app.json'))
      throw new Error(`${folder} 不是小程序：没有 app.json。It is no mini-program: it has no app.json.`);
    const text = [...this.bytes].filter(([path]) => textFiles.test(path));
    this.files = new Map(text.map(([path, bytes]) => [path, bytes.toString('utf8')]));
    this.version = versionOf(this.bytes);
    this.#wxml = compileWxml(this.files);
    // All at once: a style sheet that is broken must not be found out in the middle of a run.
    for (const page of this.pages) this.#styles.set(page, this.#compileStyles(page));
  }

  get pages(): string[] {
    return (JSON.parse(this.files.get('app.json')!) as { pages: string[] }).pages;
  }

  get warnings(): string[] {
    return this.#wxml.warnings;
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
    const { style } = JSON.parse(this.files.get('app.json')!) as { style?: string };
    const components = Object.fromEntries(
      [page, ...this.#recursions(page)].map((path) => [path, this.#recursionsUsedBy(path)]),
    );
    return { path: page, files: this.filesUrl, components, styleV2: style === 'v2' };
  }

  get filesUrl(): string {
    return `/packages/${this.version}/files/`;
  }

  #compileStyles(page: string): string {
    const component = this.#recursions(page).map((path) => `${path}.wxss`);
    return compileWxss(this.files, ['app.wxss', ...component, `${page}.wxss`], this.filesUrl);
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

function readFolder(folder: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    found.set(full.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(full));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function versionOf(bytes: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [path, content] of bytes) hash.update(`${path}\n${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, 16);
}

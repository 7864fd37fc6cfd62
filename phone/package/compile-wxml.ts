import { TmplGroup } from 'glass-easel-template-compiler';
import type { PackageFiles } from '../runtime';
import { type ModulePlace, wxmlRuntime } from './wxml-runtime';
import { prepareWxml } from './wxml-source';
import { compileWxs } from './wxs-dialect';

export interface CompiledWxml {
  /** A script that sets `templates`, `templateFaults`, and of their places `templatePlaces` and `templateTags`. */
  script: string;
  /** What is broken or missing: `pages/a/a.wxml:3: …`. The other files are not the worse for it. */
  warnings: string[];
}

interface Found {
  message: string;
  /** `Note`: glass-easel's own advice, which WeChat does not give. */
  level: string;
  /** From 0. */
  startLine: number;
}

/** Compiles all WXML and WXS of a package, as glass-easel needs it. */
export function compileWxml(files: PackageFiles): CompiledWxml {
  const group = new TmplGroup();
  const warnings: string[] = [];
  /** By the name that a module has in the script: its file, the line in it where it begins, its lines. */
  const modules = new Map<string, { path: string; line: number; height: number }>();

  function addModule(name: string, path: string, line: number, source: string, put: (code: string) => void) {
    const { code, problem } = compileWxs(source);
    if (problem) warnings.push(`${path}:${line + problem.line - 1}: ${problem.message}`);
    modules.set(name, { path, line, height: source.split('\n').length });
    put(code);
  }

  try {
    group.setExtraRuntimeScript(wxmlRuntime);
    for (const [path, source] of files) {
      const name = path.replace(/\.wx(ml|s)$/, '');
      if (path.endsWith('.wxs')) addModule(name, path, 1, source, (code) => group.addScript(name, code));
      if (!path.endsWith('.wxml')) continue;
      const found = group.addTmpl(name, prepareWxml(source, path)) as Found[];
      for (const { level, message, startLine } of found)
        if (level !== 'Note') warnings.push(`${path}:${startLine + 1}: ${message}`);
      for (const module of (group.getInlineScriptModuleNames(name) ?? []) as string[]) {
        const line = (group.getInlineScriptStartLine(name, module) as number) + 1;
        const inline = group.getInlineScript(name, module) as string;
        addModule(`${name}#${module}`, path, line, inline, (code) =>
          group.setInlineScript(name, module, code),
        );
      }
    }
    for (const [path] of files) {
      if (!path.endsWith('.wxml')) continue;
      const name = path.slice(0, -'.wxml'.length);
      const missing = (extension: string) => (wanted: string) => !files.has(wanted + extension);
      const templates = (group.getDirectDependencies(name) as string[]).filter(missing('.wxml'));
      const scripts = (group.getScriptDependencies(name) as string[]).filter(missing('.wxs'));
      for (const script of scripts) group.addScript(script, '');
      for (const wanted of [
        ...templates.map((each) => `${each}.wxml`),
        ...scripts.map((each) => `${each}.wxs`),
      ])
        warnings.push(`${path}:${lineOf(files.get(path)!, wanted)}: there is no ${wanted}`);
    }
    const templates = `globalThis.templates = ${group.getTmplGenObjectGroups()};`;
    const places = JSON.stringify(placesIn(templates, modules));
    const tags = JSON.stringify(tagsIn(files));
    const script = `${templates}\nglobalThis.templatePlaces = ${places};\nglobalThis.templateTags = ${tags};`;
    return { script, warnings };
  } finally {
    group.free();
  }
}

function placesIn(
  script: string,
  modules: ReadonlyMap<string, { path: string; line: number; height: number }>,
) {
  const places: ModulePlace[] = [];
  for (const [name, { path, line, height }] of modules) {
    const head = [`D("${name}",(require`, `D('${name}',(require`].map((each) => script.indexOf(each));
    const at = Math.max(...head);
    if (at < 0) continue;
    const first = script.slice(0, at).split('\n').length;
    places.push([first, first + height - 1, path, line]);
  }
  return places;
}

/** Of the first tag that names the file. */
function lineOf(source: string, wanted: string): number {
  const name = wanted
    .split('/')
    .at(-1)!
    .replace(/\.\w+$/, '');
  const at = source.search(new RegExp(`src=["'][^"']*${name.replace(/[^\w]/g, '\\$&')}`));
  return at < 0 ? 1 : source.slice(0, at).split('\n').length;
}

/** By tag, the place in each file where it first stands. */
function tagsIn(files: PackageFiles): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [path, source] of files) {
    if (!path.endsWith('.wxml')) continue;
    const seen = new Set<string>();
    for (const { 1: tag = '', index } of source.matchAll(/<([\w-]+)/g)) {
      if (seen.has(tag)) continue;
      seen.add(tag);
      const place = `${path}:${source.slice(0, index).split('\n').length}`;
      found.set(tag, [...(found.get(tag) ?? []), place]);
    }
  }
  return Object.fromEntries(found);
}

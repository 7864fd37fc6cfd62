import { join } from '../../modules';
import type { PackageFiles } from '../../options';
import { parseWxml, type WxmlElement, type WxmlNode } from './parse';

/** One WXML file: what it draws, its templates (with the file that each is from), and the WXS modules that its expressions can call. */
export interface WxmlFile {
  path: string;
  nodes: WxmlNode[];
  templates: Map<string, { file: WxmlFile; element: WxmlElement }>;
  wxs: Record<string, unknown>;
}

/** Reads WXML files, each once. */
export function createWxmlLoader(files: PackageFiles) {
  const loaded = new Map<string, WxmlFile>();

  function load(path: string): WxmlFile {
    const known = loaded.get(path);
    if (known) return known;
    const source = files.get(path);
    if (source === undefined) throw new Error(`The package has no ${path}`);
    const file: WxmlFile = { path, nodes: [], templates: new Map(), wxs: {} };
    loaded.set(path, file);
    for (const node of parseWxml(source, path)) {
      if ('tag' in node) declare(file, node);
      if (!('tag' in node) || !['import', 'wxs'].includes(node.tag)) file.nodes.push(node);
    }
    return file;
  }

  function declare(file: WxmlFile, element: WxmlElement): void {
    const { src, module, name } = element.attributes;
    const folder = file.path.split('/').slice(0, -1);
    if (element.tag === 'import' && typeof src === 'string') {
      for (const [imported, { file: from, element: template }] of load(join(folder, src)).templates) {
        if (from.path === join(folder, src)) file.templates.set(imported, { file: from, element: template });
      }
    } else if (element.tag === 'wxs' && typeof module === 'string') {
      const inline = element.children.map((child) => ('text' in child ? child.text : '')).join('');
      file.wxs[module] = typeof src === 'string' ? loadWxs(join(folder, src)) : runWxs(inline, folder);
    } else if (element.tag === 'template' && typeof name === 'string') {
      file.templates.set(name, { file, element });
    }
  }

  function loadWxs(path: string): unknown {
    const source = files.get(path);
    if (source === undefined) throw new Error(`The package has no ${path}`);
    return runWxs(source, path.split('/').slice(0, -1));
  }

  function runWxs(source: string, folder: string[]): unknown {
    const module = { exports: {} as unknown };
    const require = (path: string) => loadWxs(join(folder, path));
    const getRegExp = (pattern: string, flags?: string) => new RegExp(pattern, flags);
    const names = ['module', 'exports', 'require', 'getRegExp', 'getDate'];
    const getDate = (...given: ConstructorParameters<typeof Date>) => new Date(...given);
    new Function(...names, source)(module, module.exports, require, getRegExp, getDate);
    return module.exports;
  }

  return load;
}

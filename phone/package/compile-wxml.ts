import { TmplGroup } from 'glass-easel-template-compiler';
import type { PackageFiles } from '../runtime';

export interface CompiledWxml {
  /** A script that sets `templates`. */
  script: string;
  /** What the compiler warns of: `pages/a/a.wxml: …`. */
  warnings: string[];
}

/** What a browser lacks of WXS: https://developers.weixin.qq.com/miniprogram/dev/reference/wxs/06datatype.html */
const wxsGlobals = `
var getRegExp = function (pattern, flags) { return new RegExp(pattern, flags) };
var getDate = function () {
  return arguments.length === 0 ? new Date() : new (Function.prototype.bind.apply(Date, [null].concat([].slice.call(arguments))))()
};`;

/** Compiles all WXML and WXS of a package, as glass-easel needs it. */
export function compileWxml(files: PackageFiles): CompiledWxml {
  const group = new TmplGroup();
  const warnings: string[] = [];
  try {
    group.setExtraRuntimeScript(wxsGlobals);
    for (const [path, source] of files) {
      if (path.endsWith('.wxs')) group.addScript(path.slice(0, -'.wxs'.length), source);
      if (!path.endsWith('.wxml')) continue;
      const found = group.addTmpl(path.slice(0, -'.wxml'.length), source) as { message: string }[];
      warnings.push(...found.map(({ message }) => `${path}: ${message}`));
    }
    return { script: `globalThis.templates = ${group.getTmplGenObjectGroups()};`, warnings };
  } finally {
    group.free();
  }
}

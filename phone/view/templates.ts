import type { template } from 'glass-easel';

declare global {
  /** The package's WXML, compiled: set by the script that comes before this one. */
  var templates: template.ProcGenGroupList;
}

const drawNothing = () => {};
/** A file that does not exist. */
const nothing: template.ProcGenGroup = () => () => ({ C: drawNothing });

/** @param path without `.wxml`, from the package's root */
export function templateOf(path: string): template.ComponentTemplate {
  return {
    content: globalThis.templates[path] ?? nothing,
    groupList: globalThis.templates,
    fallbackListenerOnNativeNode: true,
  };
}

/** As glass-easel wants it: paths from the root begin with a slash. */
export function fromRoot(using: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(using).map(([tag, path]) => [tag, `/${path}`]));
}

import type { ModulePlace, TemplateFault } from '../package/wxml-runtime';

/** What was thrown, with the file and the line: `pages/a/a.wxml:3: … (pages/a/u.wxs:7)`. */
export function placeOf({ error, place }: TemplateFault, places: readonly ModulePlace[]): string {
  const { message = String(error), stack = '' } = (error ?? {}) as Partial<Error>;
  const within = moduleLine(stack, places);
  if (place === undefined) return within === undefined ? message : `${within}: ${message}`;
  return `${place}: ${message}${within === undefined ? '' : ` (${within})`}`;
}

/** The innermost line of a stack that is in a module of WXS. */
function moduleLine(stack: string, places: readonly ModulePlace[]): string | undefined {
  for (const [, text] of stack.matchAll(/templates\.js:(\d+)/g)) {
    const line = Number(text);
    const found = places.find(([first, last]) => first <= line && line <= last);
    if (found) return `${found[2]}:${found[3] + line - found[0]}`;
  }
  return undefined;
}

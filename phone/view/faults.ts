import type { ModulePlace, TemplateFault } from '../package/wxml-runtime';

declare global {
  /** Set by the package's templates. */
  var templateFaults: TemplateFault[] | undefined;
  var templatePlaces: ModulePlace[] | undefined;
  /** By tag, the places where it stands. */
  var templateTags: Record<string, string[]> | undefined;
}

/** Says what templates and modules have thrown until now, and from now on. */
export function watchFaults(complain: (text: string, detail?: string) => void): void {
  const tell = (fault: TemplateFault) =>
    complain(placeOf(fault, globalThis.templatePlaces ?? []), (fault.error as Error | undefined)?.stack);
  const faults = globalThis.templateFaults ?? [];
  for (const fault of faults.splice(0)) tell(fault);
  faults.push = (...thrown) => {
    for (const fault of thrown) tell(fault);
    return 0;
  };
}

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

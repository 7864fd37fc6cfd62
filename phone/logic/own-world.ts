import { absentGlobals, type ClockPort, type Realm } from '../runtime';

/**
 * The worker's JavaScript world, made into the app's: what WeChat lacks is taken away, and what this module needs of it is kept here. The
 * worker's Content-Security-Policy forbids eval; files of the package run as scripts of their own.
 */
const {
  importScripts,
  URL,
  Blob,
  setTimeout,
  clearTimeout,
  Date: RealDate,
} = globalThis as never as {
  importScripts: (url: string) => void;
  URL: typeof globalThis.URL;
  Blob: typeof globalThis.Blob;
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (handle: number) => void;
  Date: DateConstructor;
};
const { createObjectURL, revokeObjectURL } = URL;
const runScript = importScripts.bind(globalThis);
const later = setTimeout.bind(globalThis);
const notLater = clearTimeout.bind(globalThis);
const slot = '__evaluated';

export const clock: ClockPort = {
  now: () => RealDate.now(),
  setTimeout: (run, ms) => later(run, ms),
  clearTimeout: (handle) => notLater(handle as number),
};

export function takeWorld(): Realm {
  const world = globalThis as unknown as Record<string, unknown>;
  for (let holder: object | null = globalThis; holder && holder !== Object.prototype; ) {
    for (const name of absentGlobals) Reflect.deleteProperty(holder, name);
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return {
    evaluate(path, expression) {
      const code = `${slot} = ${expression}\n//# sourceURL=weapp:///${path}`;
      const url = createObjectURL(new Blob([code], { type: 'text/javascript' }));
      try {
        runScript(url);
        return world[slot];
      } finally {
        revokeObjectURL(url);
        Reflect.deleteProperty(world, slot);
      }
    },
    global: globalThis,
    Promise,
    Error,
    parse: JSON.parse,
  };
}

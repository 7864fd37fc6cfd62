import type { PackageFiles } from './options';
import type { Realm } from './ports';

type Module = { exports: unknown };
type Run = (this: unknown, require: (request: unknown) => unknown, module: Module, exports: unknown) => void;

/**
 * `require` between the files of a package. A file runs once, when it is first required, as `function (require, module, exports) {}`
 * within a function that has the injected names: so a file may declare such a name itself. Files that require each other in a circle see
 * what the other has exported so far.
 */
export function createModules(files: PackageFiles, realm: Realm, injected: Record<string, unknown>) {
  const loaded = new Map<string, Module>();
  const names = Object.keys(injected);
  const values = Object.values(injected);

  function load(path: string): unknown {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = realm.parse('{"exports":{}}') as Module;
    loaded.set(path, module);
    const inner = `function(require,module,exports){${files.get(path)!}\n}`;
    const wrap = realm.evaluate(path, `(function(${names}){return ${inner}})`) as (
      ...given: unknown[]
    ) => Run;
    const require = (request: unknown) => load(resolve(path, String(request)));
    wrap(...values).call(module.exports, require, module, module.exports);
    return module.exports;
  }

  function resolve(from: string, request: string): string {
    const folder = from.split('/').slice(0, -1);
    const relative = /^\.{0,2}\//.test(request) || request === '.' || request === '..';
    const wanted = request.startsWith('/')
      ? join([], request)
      : relative || files.has(withJs(join(folder, request)))
        ? join(folder, request)
        : undefined;
    const candidates =
      wanted === undefined
        ? npmFolders(folder).flatMap((base) => [
            withJs(join(base, request)),
            `${join(base, request)}/index.js`,
          ])
        : [withJs(wanted), `${wanted}/index.js`];
    const found = candidates.find((candidate) => files.has(candidate));
    if (found === undefined) {
      throw new realm.Error(`module '${candidates[0]}' is not defined, require args is '${request}'`);
    }
    return found;
  }

  return {
    /** Runs a file if it has not run yet, and gives its exports. Throws what the file throws. */
    load,
  };
}

/** Each folder above has its own `miniprogram_npm`, the nearest first. */
function npmFolders(folder: string[]): string[][] {
  return [...folder.keys(), folder.length]
    .reverse()
    .map((depth) => [...folder.slice(0, depth), 'miniprogram_npm']);
}

function withJs(path: string): string {
  return path.endsWith('.js') ? path : `${path}.js`;
}

/** Joins and normalises: `..` of the root stays at the root. */
export function join(folder: readonly string[], path: string): string {
  const steps: string[] = path.startsWith('/') ? [] : [...folder];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

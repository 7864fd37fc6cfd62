import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const scope = '@contract-kit/';

/** What each package may import of the others. The root commands may import anything. */
const packages = /** @type {Record<string, string[]>} */ ({
  shared: [],
  signing: ['shared'],
  miniprogram: ['shared', 'signing'],
  simulator: ['shared'],
  phone: ['shared', 'simulator'],
  server: ['shared'],
  e2e: ['shared', 'server', 'simulator', 'phone', 'miniprogram', 'tools'],
});

/** The parts of server/src, from the top down: each may import only what stands below it. */
const serverLayers = [
  ['cli'],
  ['index'],
  ['server'],
  ['routes'],
  ['http'],
  ['signing'],
  ['jobs', 'wechat'],
  ['store', 'wechatpay', 'merchant-functions'],
  ['config', 'metrics', 'logging', 'api-error'],
  ['redact', 'log-texts'],
];

/** The app is where the routes are plugged in. */
const exceptions = ['server/src/http/app.ts -> routes'];

/**
 * Looks at every import, type imports included, for one that points the wrong way.
 * @param {string} root of the repository
 * @returns {string[]} `file:line: what is wrong`
 */
export function wrongImports(root) {
  return Object.keys(packages)
    .flatMap((name) => sourceFiles(root, name))
    .flatMap((file) =>
      importsOf(readFileSync(path.join(root, file), 'utf8')).flatMap(({ line, specifier }) => {
        const problem = problemOf(file, specifier);
        return problem ? [`${file}:${line}: ${problem} ('${specifier}')`] : [];
      }),
    );
}

/**
 * @param {string} file with slashes, from the root
 * @param {string} specifier
 * @returns {string | undefined}
 */
function problemOf(file, specifier) {
  const from = file.split('/')[0] ?? '';
  const target = targetOf(file, specifier);
  if (target === undefined) {
    const bare = from === 'shared' && !isTest(file);
    return bare ? 'shared imports nothing: the mini-program carries it' : undefined;
  }
  const to = target.split('/')[0] ?? '';
  if (to === from) return from === 'server' ? layerProblem(file, target) : undefined;
  // Such as an import in a text that a test hands to a compiler.
  if (!(to in packages) && to !== 'tools') return undefined;
  if (!packages[from]?.includes(to)) {
    const allowed = packages[from]?.join(', ') || 'no other package';
    return `${from} must not import ${to}; it may import ${allowed}`;
  }
  if (specifier.startsWith('.') && to in packages) return `import ${to} by its name, ${scope}${to}`;
  return undefined;
}

/**
 * @param {string} file
 * @param {string} target
 */
function layerProblem(file, target) {
  if (!file.startsWith('server/src/') || isTest(file)) return undefined;
  if (!target.startsWith('server/src')) {
    return target.startsWith('server/test') ? 'only tests may import what is made for tests' : undefined;
  }
  const [from, to] = [partOf(file), partOf(target)];
  if (from === to || exceptions.includes(`${file} -> ${to}`)) return undefined;
  const [above, below] = [from, to].map((part) => serverLayers.findIndex((layer) => layer.includes(part)));
  if (above === -1 || below === -1) {
    return `${above === -1 ? from : to} has no place yet in serverLayers of tools/import-directions.mjs`;
  }
  return Number(above) < Number(below) ? undefined : `${from} must not import ${to}: imports point down`;
}

/** @param {string} file in server/src: its folder, or its own name */
function partOf(file) {
  return (file.split('/')[2] ?? 'index').replace(/\.ts$/, '');
}

/**
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined} the path from the root, for what is ours
 */
function targetOf(file, specifier) {
  if (specifier.startsWith(scope)) return specifier.slice(scope.length);
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  return undefined;
}

/** @param {string} file */
const isTest = (file) => /\.test\.tsx?$/.test(file) || /(^|\/)test\//.test(file);

const importForms = [
  /\b(?:import|export)\b[^'"`;=()]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g,
];

/**
 * @param {string} source
 * @returns {{line: number, specifier: string}[]}
 */
function importsOf(source) {
  const code = source.replace(/^[ \t]*(\/\*[\s\S]*?\*\/|\/\/.*$)/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => ({
      // The line of the closing quote: an import may run over several.
      line: code.slice(0, match.index + match[0].length).split('\n').length,
      specifier: match[1] ?? '',
    })),
  );
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} with slashes, from the root
 */
function sourceFiles(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : sourceFiles(root, file);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [file] : [];
  });
}

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const simulator = path.resolve(__dirname, '..');

/** The folders of all that a package needs to run, itself included. */
function installedWith(folder: string, found = new Set<string>()): Set<string> {
  found.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const dependency = resolve(folder, name);
    if (!found.has(dependency)) installedWith(dependency, found);
  }
  return found;
}

/** As Node looks for a package: in the folder's node_modules, then in those above. */
function resolve(folder: string, name: string): string {
  for (let above = folder; ; above = path.dirname(above)) {
    const candidate = path.join(above, 'node_modules', name);
    if (existsSync(candidate)) return realpathSync(candidate);
    if (above === path.dirname(above)) throw new Error(`${name} is not installed for ${folder}`);
  }
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => path.join(folder, entry.name))
    .reduce((sum, file) => sum + (statSync(file).isDirectory() ? bytesOf(file) : statSync(file).size), 0);
}

it('installs alone under 15 MB, without a browser’s libraries or a bundler', () => {
  const folders = [...installedWith(simulator)];
  const names = folders.map(
    (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).name as string,
  );
  expect(names).toEqual(expect.arrayContaining(['@contract-kit/simulator', 'koa', 'zod']));
  expect(names.filter((name) => /react|mantine|esbuild|glass-easel|postcss/.test(name))).toEqual([]);
  const megabytes = folders.reduce((sum, folder) => sum + bytesOf(folder), 0) / 1e6;
  expect(megabytes).toBeGreaterThan(5);
  expect(megabytes).toBeLessThan(15);
});

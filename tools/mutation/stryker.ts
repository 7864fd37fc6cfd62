import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Config } from 'jest-runner';
import { copyTree } from '../mutants/tree';
import { startNode } from '../processes/processes';
import type { Room } from './rooms';

/** What Stryker writes of a run, as far as it is read here: mutation-testing-report-schema. */
export interface Report {
  files: Record<string, { source: string; mutants: ReportedMutant[] }>;
}

export interface ReportedMutant {
  mutatorName: string;
  replacement?: string;
  status: string;
  location: { start: Position; end: Position };
}

/** From 1. */
interface Position {
  line: number;
  column: number;
}

/**
 * Has Stryker try its mutants of a room in a copy of the repository, which is removed afterwards. What it found before is
 * kept in node_modules/.cache, and is tried again only where the code or a test has changed.
 * @param name the room's folder
 * @param redis address of the one that the tests may use
 * @param files those of it that alone are wanted; none: all
 * @param again tries all, whatever was found before: what a test imports may have changed
 * @throws Error when Stryker could not do its work; it has said why
 */
export async function tryMutants(
  root: string,
  name: string,
  room: Room,
  { redis, files, again }: { redis: string; files: string[]; again: boolean },
): Promise<Report> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-mutation-'));
  try {
    const tree = path.join(scratch, 'tree');
    copyTree(root, tree);
    const report = path.join(scratch, 'report.json');
    const jestConfig = path.join(scratch, 'jest.json');
    const options = path.join(scratch, 'stryker.json');
    writeFileSync(jestConfig, JSON.stringify(jestOptions(room, { root, tree, scratch })));
    writeFileSync(options, JSON.stringify(strykerOptions(root, name, room, { report, jestConfig, scratch })));
    const code = await startNode(path.join(packageFolder('@stryker-mutator/core'), 'bin/stryker.js'), {
      cwd: tree,
      args: [
        'run',
        options,
        ...(files.length > 0 ? ['--mutate', files.join()] : []),
        ...(again ? ['--force'] : []),
      ],
      env: { ...process.env, TEST_REDIS_URL: redis, TEST_PATIENCE_MS: '20000', TEST_SEED: '1' },
    }).exited;
    if (code !== 0) throw new Error(`Stryker ended with ${code}`);
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The only configuration of Stryker. */
function strykerOptions(
  root: string,
  name: string,
  { tests }: Room,
  files: { report: string; jestConfig: string; scratch: string },
) {
  const kept = path.join(root, 'node_modules/.cache/mutation');
  mkdirSync(kept, { recursive: true });
  return {
    // The tree is a copy already.
    inPlace: true,
    tempDirName: path.join(files.scratch, 'backup'),
    mutate: [`${name}/**/*.{ts,tsx}`, '!**/*.test.{ts,tsx}'],
    // Stryker reads no others; jest does.
    ignorePatterns: ['**', ...new Set([name, ...tests].map((folder) => `!${folder}/**`))],
    testRunner: 'jest',
    plugins: [path.join(packageFolder('@stryker-mutator/jest-runner'), 'dist/src/index.js')],
    // Which tests are related jest finds by the imports of those in its roots alone.
    jest: { projectType: 'custom', configFile: files.jestConfig, enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    // What runs once a load would need all tests for each mutant.
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 60_000,
    incremental: true,
    incrementalFile: path.join(kept, `${name.replaceAll('/', '-')}.json`),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: files.report },
    // swc strips the types and looks at none.
    disableTypeChecks: false,
    allowConsoleColors: false,
  };
}

/** The room's project of jest.config.cjs, in the copy, with its tests alone. */
function jestOptions(
  { project, tests, leavesOut = [] }: Room,
  { root, tree, scratch }: Record<'root' | 'tree' | 'scratch', string>,
): Config.InitialProjectOptions {
  const folder = project === 'unit' ? tree : path.join(tree, project);
  const config: Config.InitialOptions = require(path.join(folder, 'jest.config.cjs'));
  const own = (config.projects ?? [config]).find(
    (one) => typeof one !== 'string' && one.displayName === project,
  ) as Config.InitialProjectOptions;
  return {
    ...own,
    rootDir: folder,
    roots: tests.map((test) => path.join(tree, test)),
    testPathIgnorePatterns: [...(own.testPathIgnorePatterns ?? []), ...leavesOut],
    runner: [path.join(__dirname, 'jest-runner.mjs'), { names: path.join(scratch, 'names.json') }],
    // Stryker would look for it beside itself.
    testEnvironment: createRequire(
      path.join(root, project === 'unit' ? 'tools' : project, 'package.json'),
    ).resolve(project === 'unit' ? 'jest-environment-node' : 'jest-environment-jsdom'),
  };
}

function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

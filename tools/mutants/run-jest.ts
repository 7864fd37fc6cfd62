import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startNode } from '../processes/processes';
import { configFor, type TestFile } from './jest-config';

/** `broken`: the test is not there, could not be loaded, or crashed in a way that is no statement about the product. */
export type Verdict = { outcome: 'green' } | { outcome: 'red' } | { outcome: 'broken'; why: string };

/** A defect is mostly noticed by a wait in vain. */
const PATIENCE_MS = 15_000;
const LIMIT_MS = 120_000;

/** What became of named tests of a file, by name. */
export type Verdicts = Map<string, Verdict>;

export interface Place {
  /** A folder for what jest leaves behind, by its real path. */
  scratch: string;
  /** The Redis of the tests. */
  redisUrl: string;
}

export interface Run extends TestFile {
  names: string[];
}

/** Runs named tests of files in one go, one file after the other. */
export async function runJest({ scratch, redisUrl }: Place, runs: Run[]): Promise<Verdicts[]> {
  const folder = mkdtempSync(path.join(scratch, 'run-'));
  const output = path.join(folder, 'result.json');
  const config = path.join(folder, 'jest.config.json');
  writeFileSync(config, JSON.stringify(configFor(runs)));
  const names = [...new Set(runs.flatMap((run) => run.names))];
  const tree = runs[0]?.tree ?? '';
  const jest = startNode(path.join(tree, 'node_modules/jest/bin/jest.js'), {
    cwd: tree,
    env: { ...process.env, TEST_PATIENCE_MS: String(PATIENCE_MS), TEST_REDIS: 'url', REDIS_URL: redisUrl },
    output: 'pipe',
    args: [
      `--config=${config}`,
      '--runInBand',
      // A test that went red half-way may have left something open.
      '--forceExit',
      '--json',
      `--outputFile=${output}`,
      `--cacheDirectory=${path.join(scratch, 'cache')}`,
      '--testNamePattern',
      names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'),
      '--runTestsByPath',
      ...runs.map((run) => path.join(run.tree, run.file)),
    ],
  });
  let said = '';
  for (const stream of [jest.child.stdout, jest.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2000);
    });
  }
  const timer = setTimeout(() => void jest.kill(), LIMIT_MS * names.length);
  await jest.exited;
  clearTimeout(timer);
  const verdicts = (judged: (run: Run, name: string) => Verdict) =>
    runs.map((run) => new Map(run.names.map((name) => [name, judged(run, name)])));
  try {
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as { testResults: FileResult[] };
    return verdicts((run, name) => {
      const own = testResults.filter((result) => result.name === path.join(run.tree, run.file));
      return judge({ testResults: own }, name);
    });
  } catch {
    return verdicts(() => ({ outcome: 'broken', why: `jest gave no result: ${said.trim()}` }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of one test file, in jest's own words. */
export interface FileResult {
  /** Its path. */
  name?: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

/**
 * @param results jest's own
 * @param name of the tests that it is about, or a part of it
 */
export function judge({ testResults }: { testResults: FileResult[] }, name: string): Verdict {
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed')
    // jest looks for a name in any case.
    .filter(({ fullName }) => fullName.toLowerCase().includes(name.toLowerCase()));
  if (ran.length === 0) {
    const why = testResults.find(({ assertionResults }) => assertionResults.length === 0)?.message.trim();
    return { outcome: 'broken', why: why ?? 'no test of this name' };
  }
  const failed = ran.filter(({ status }) => status === 'failed');
  const crash = failed
    .flatMap(({ failureMessages }) => failureMessages)
    .find((message) => /^(Reference|Syntax)Error\b/.test(message));
  if (crash) return { outcome: 'broken', why: crash.split('\n')[0] ?? crash };
  return { outcome: failed.length > 0 ? 'red' : 'green' };
}

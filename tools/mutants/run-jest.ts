import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startNode } from '../processes/processes';
/** `broken`: the test is not there, could not be loaded, or crashed in a way that is no statement about the product. */
export type Verdict = { outcome: 'green' } | { outcome: 'red' } | { outcome: 'broken'; why: string };

/** A defect is mostly noticed by a wait in vain. */
const PATIENCE_MS = 15_000;
const LIMIT_MS = 120_000;

/** What became of named tests, by name. */
export interface Ran {
  verdicts: Map<string, Verdict>;
  /** Of jest's projects the one to which their file belongs, if there are any. */
  project: string | undefined;
}

export interface Place {
  /** Where the code is. */
  tree: string;
  /** A folder for what jest leaves behind. */
  scratch: string;
  /** The Redis of the tests. */
  redisUrl: string;
}

/**
 * Runs named tests of a file.
 * @param project where it is known: jest then looks at no other, which takes it longer than many a test
 */
export async function runJest(
  { tree, scratch, redisUrl }: Place,
  file: string,
  names: string[],
  project?: string,
): Promise<Ran> {
  const folder = mkdtempSync(path.join(scratch, 'run-'));
  const output = path.join(folder, 'result.json');
  const jest = startNode(path.join(tree, 'node_modules/jest/bin/jest.js'), {
    cwd: tree,
    env: { ...process.env, TEST_PATIENCE_MS: String(PATIENCE_MS), TEST_REDIS: 'url', REDIS_URL: redisUrl },
    output: 'pipe',
    args: [
      '--runInBand',
      // A test that went red half-way may have left something open.
      '--forceExit',
      '--json',
      `--outputFile=${output}`,
      `--cacheDirectory=${path.join(scratch, 'cache')}`,
      '--testNamePattern',
      names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'),
      '--runTestsByPath',
      file,
      ...(project ? ['--selectProjects', project] : []),
    ],
  });
  let said = '';
  let ranIn: string | undefined;
  for (const stream of [jest.child.stdout, jest.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2000);
      ranIn ??= /^(?:PASS|FAIL) (\S+) \S+\.test\./m.exec(said)?.[1];
    });
  }
  const timer = setTimeout(() => void jest.kill(), LIMIT_MS * names.length);
  await jest.exited;
  clearTimeout(timer);
  const verdicts = (judged: (name: string) => Verdict): Ran => ({
    verdicts: new Map(names.map((name) => [name, judged(name)])),
    project: ranIn,
  });
  try {
    const results = JSON.parse(readFileSync(output, 'utf8'));
    return verdicts((name) => judge(results, name));
  } catch {
    return verdicts(() => ({ outcome: 'broken', why: `jest gave no result: ${said.trim()}` }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of one test file, in jest's own words. */
export interface FileResult {
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

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startNode } from '../processes/processes';
import type { NamedTest } from './mutant';

/** `broken`: the test is not there, could not be loaded, or crashed in a way that is no statement about the product. */
export type Verdict = { outcome: 'green' } | { outcome: 'red' } | { outcome: 'broken'; why: string };

const limitMs = 120_000;

/**
 * Runs one named test.
 * @param tree where the code is
 * @param scratch a folder for what jest leaves behind
 */
export async function runJest(tree: string, { file, name }: NamedTest, scratch: string): Promise<Verdict> {
  const folder = mkdtempSync(path.join(scratch, 'run-'));
  const output = path.join(folder, 'result.json');
  const jest = startNode(path.join(tree, 'node_modules/jest/bin/jest.js'), {
    cwd: tree,
    output: 'pipe',
    args: [
      '--runInBand',
      // A test that went red half-way may have left something open.
      '--forceExit',
      '--json',
      `--outputFile=${output}`,
      `--cacheDirectory=${path.join(scratch, 'cache')}`,
      '--testNamePattern',
      name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      '--runTestsByPath',
      file,
    ],
  });
  let said = '';
  for (const stream of [jest.child.stdout, jest.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2000);
    });
  }
  const timer = setTimeout(() => void jest.kill(), limitMs);
  await jest.exited;
  clearTimeout(timer);
  try {
    return judge(JSON.parse(readFileSync(output, 'utf8')));
  } catch {
    return { outcome: 'broken', why: `jest gave no result: ${said.trim()}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of one test file, in jest's own words. */
interface FileResult {
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

/** @param results jest's own */
export function judge({ testResults }: { testResults: FileResult[] }): Verdict {
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) {
    const why = testResults.map(({ message }) => message.trim()).find(Boolean);
    return { outcome: 'broken', why: why ?? 'no test of this name' };
  }
  const failed = ran.filter(({ status }) => status === 'failed');
  const crash = failed
    .flatMap(({ failureMessages }) => failureMessages)
    .find((message) => /^(Reference|Syntax)Error\b/.test(message));
  if (crash) return { outcome: 'broken', why: crash.split('\n')[0] ?? crash };
  return { outcome: failed.length > 0 ? 'red' : 'green' };
}

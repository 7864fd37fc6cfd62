import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDevBuild, watchDevBuild, writeDevBuild } from './dev-build';

const serverUrl = 'http://127.0.0.1:3000';

let folder: string;
let file: string;
let end: (() => void) | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dev-build-'));
  file = join(folder, 'dist-dev.json');
});
afterEach(() => {
  end?.();
  rmSync(folder, { recursive: true });
});

/** Watches, and gives what was noticed one after the other. */
function watch() {
  const noticed: string[] = [];
  let wake = () => {};
  end = watchDevBuild(
    (build) => {
      noticed.push(build ? build.state : 'ended');
      wake();
    },
    { file, pollMs: 5 },
  );
  return {
    noticed,
    async notices(state: string): Promise<void> {
      while (noticed.at(-1) !== state) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

/** Of a process that was there, and is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

it('tells each state that lasts, and the end', async () => {
  const { noticed, notices } = watch();
  for (const state of ['building', 'built', 'failed', 'built'] as const) {
    writeDevBuild({ serverUrl, state }, file);
    await notices(state);
  }
  removeDevBuild(file);
  await notices('ended');
  expect(noticed).toEqual(['building', 'built', 'failed', 'built', 'ended']);
});

it('tells that it was built again, though the state is the same', async () => {
  const { noticed, notices } = watch();
  writeDevBuild({ serverUrl, state: 'built' }, file);
  await notices('built');
  noticed.push('—');
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), at: '2026-11-26T00:00:00Z' }),
  );
  await notices('built');
  expect(noticed).toEqual(['built', '—', 'built']);
});

it('says what the compiler says, and by whom and when it was written', () => {
  writeDevBuild({ serverUrl, state: 'failed', error: '  Unexpected token' }, file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    pid: process.pid,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    serverUrl,
    state: 'failed',
    error: '  Unexpected token',
  });
});

it('is written whole or not at all, and leaves nothing beside it', () => {
  writeDevBuild({ serverUrl, state: 'building' }, file);
  writeDevBuild({ serverUrl, state: 'built' }, file);
  expect(readdirSync(folder)).toEqual(['dist-dev.json']);
});

it('believes nobody who is gone', async () => {
  const left = { pid: deadPid(), at: '2026-11-26T00:00:00Z', serverUrl, state: 'built' };
  writeFileSync(file, JSON.stringify(left));
  const { noticed, notices } = watch();
  writeDevBuild({ serverUrl, state: 'building' }, file);
  await notices('building');
  // As when the command was killed.
  writeFileSync(file, JSON.stringify(left));
  await notices('ended');
  expect(noticed).toEqual(['building', 'ended']);
});

it('leaves alone what another command has written', () => {
  const others = JSON.stringify({ pid: process.ppid, at: '', serverUrl, state: 'built' });
  writeFileSync(file, others);
  removeDevBuild(file);
  expect(readFileSync(file, 'utf8')).toBe(others);
});

it('looks again when it finds half a file', async () => {
  writeFileSync(file, '{"pid": 1');
  const { noticed, notices } = watch();
  writeDevBuild({ serverUrl, state: 'built' }, file);
  await notices('built');
  expect(noticed).toEqual(['built']);
});

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  file = path.join(folder, '.install.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets one in at a time and tells the other that it waits', async () => {
  const seen: string[] = [];
  let finish = () => {};
  const first = withLock(file, async () => {
    seen.push('first in');
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    seen.push('first out');
  });
  const second = withLock(file, async () => void seen.push('second in'), {
    pollMs: 5,
    onWait: () => {
      seen.push('second waits');
      finish();
    },
  });
  await Promise.all([first, second]);
  expect(seen).toEqual(['first in', 'second waits', 'first out', 'second in']);
  expect(existsSync(file)).toBe(false);
});

it('is given back when the work fails', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  expect(existsSync(file)).toBe(false);
});

it('takes over from a process that is gone', async () => {
  writeFileSync(file, String(await pidOfTheDead()));
  await expect(withLock(file, async () => 'done', { pollMs: 5 })).resolves.toBe('done');
});

it('takes over from a holder that fell silent, whoever has its process id now', async () => {
  writeFileSync(file, String(process.pid));
  const longAgo = new Date(Date.now() - 31_000);
  utimesSync(file, longAgo, longAgo);
  await expect(withLock(file, async () => 'done', { pollMs: 5 })).resolves.toBe('done');
});

function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', () => resolve(child.pid!)));
}

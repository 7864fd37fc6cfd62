import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePrivate, readFile, setInFile } from './env-file';

const folder = mkdtempSync(path.join(tmpdir(), 'env-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const modeOf = (file: string) => statSync(file).mode & 0o777;

it('writes where a link leads, and leaves the link', () => {
  writeFileSync(at('real'), 'A=1\n', { mode: 0o644 });
  symlinkSync(at('real'), at('link'));
  setInFile(at('link'), 'A', '2');
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('real'), 'utf8')).toBe('A=2\n');
  expect(modeOf(at('real'))).toBe(0o600);
});

it('makes a file private in which nothing had to be written', () => {
  writeFileSync(at('open'), 'A=1\n', { mode: 0o644 });
  makePrivate(at('open'));
  expect(modeOf(at('open'))).toBe(0o600);
});

it('says in a line why a file cannot be written or read', () => {
  expect(() => setInFile(at('none/.env'), 'A', '1')).toThrow(
    expect.objectContaining({ zh: expect.stringMatching(/^写不了 .*（ENOENT）/) }),
  );
  writeFileSync(at('gbk'), Buffer.from([0x23, 0xc4, 0xe3]));
  expect(() => readFile(at('gbk'))).toThrow(expect.objectContaining({ zh: expect.stringMatching(/GBK/) }));
});

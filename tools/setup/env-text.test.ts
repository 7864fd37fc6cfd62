import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnv } from '@contract-kit/server/read-env';
import { root } from '../bootstrap/root.mjs';
import { withVariable } from './env-text';

const folder = mkdtempSync(path.join(tmpdir(), 'env-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As the server reads it. */
function read(text: string) {
  const file = path.join(folder, '.env');
  writeFileSync(file, text);
  return readEnv(file, {});
}

it.each([
  'plain',
  'with # and blanks',
  "with 'quotes'",
  'C:\\Users\\new\\table.pem',
  'redis://user:p%40ss@host:6379/0?a=b',
  '微信用户',
  '"both" `kinds`',
  '',
])('keeps a value as it is: %s', (value) => {
  expect(read(withVariable('', 'A_NAME', value)).A_NAME).toBe(value);
});

it('refuses what no quotes can hold', () => {
  expect(() => withVariable('', 'A', "'`")).toThrow(RangeError);
  expect(() => withVariable('', 'A', 'two\nlines')).toThrow(RangeError);
});

it('takes the place of what was there, of several lines too, and leaves the rest', () => {
  const before = '# first\nA=1\nKEY="-----BEGIN\nB=2\n-----END"\r\n  export C = \'3\' # why\nC_FILE=x\n';
  const after = withVariable(withVariable(before, 'KEY', 'new'), 'C', 'four');
  expect(after).toBe('# first\nA=1\nKEY=new\r\nC=four # why\nC_FILE=x\n');
});

it.each([
  ['keeps the comment after a bare value', 'A=1 # why\nB=2\n', 'A=new # why\nB=2\n'],
  ['sets the last of several, which holds', 'A=1\nA=2\n', 'A=1\nA=new\n'],
  ['takes nothing within another value for it', 'K="x\nA=1\n"\nA=2\n', 'K="x\nA=1\n"\nA=new\n'],
  ['keeps what follows a quote that is never closed', 'A="1\nB="2"\n', 'A=new\nB="2"\n'],
])('%s', (_, before, after) => {
  expect(withVariable(before, 'A', 'new')).toBe(after);
  expect(read(after).A).toBe('new');
});

it('fills in the sample, each in its place', () => {
  const sample = readFileSync(path.join(root, '.env.example'), 'utf8');
  const filled = withVariable(
    withVariable(sample, 'SERVICE_ID', '12535'),
    'MINIPROGRAM_APPID',
    'wx8888888888888888',
  );
  expect(filled).toContain('\nSERVICE_ID=12535\n');
  expect(filled).toContain('\nMINIPROGRAM_APPID=wx8888888888888888\n');
  expect(filled.split('\n')).toHaveLength(sample.split('\n').length);
  expect(read(filled)).toMatchObject({ SERVICE_ID: '12535', MINIPROGRAM_APPID: 'wx8888888888888888' });
});

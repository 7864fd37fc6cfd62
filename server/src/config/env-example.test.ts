import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { complete, failure, load, said } from '../../test/env';
import { envExample } from './env-example';
import { names, table } from './table';

const example = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');

const withoutFile = (name: string) => name.replace(/_FILE$/, '');
const explained = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => withoutFile(name!));
const byServer = explained.filter((name) => !name.startsWith('MINIPROGRAM_'));

test('.env.example is what the table of variables says: `npm run api` writes it', () => {
  expect(example.replaceAll('\r\n', '\n')).toBe(envExample());
});

test('.env.example has every variable that is read, and no other', () => {
  const read = new Set<string>();
  failure(new Proxy({}, { get: (_, name) => void read.add(withoutFile(String(name))) }));
  expect([...read].sort()).toEqual([...names].sort());
  // Set by the root commands, not by people.
  read.delete('REDIS_EMBEDDED');
  expect(byServer.sort()).toEqual([...read].sort());
});

test.each(Object.entries(table))('%s is told of in both languages alike', (_name, { zh, en }) => {
  const paragraphs = (text: string) => text.trim().split('\n\n').length;
  expect(zh.trim()).not.toBe('');
  expect(paragraphs(en)).toBe(paragraphs(zh));
});

test('a copy of .env.example lacks what must be filled in, and nothing else is wrong with it', () => {
  const { problems } = failure(parse(example));
  const missing = Object.keys(complete).filter((name) => name !== 'LOGIN_APP');
  expect(problems.map(({ name }) => name).sort()).toEqual(missing.sort());
});

test.each(byServer.filter((name) => name.length > 7))('%s with a letter too much is told', (name) => {
  const changes = { [name]: undefined, [`${name}X`]: '1' };
  const isRequired = complete[name] !== undefined;
  const told = isRequired ? [said(changes)] : load(changes).warnings.map((warning) => warning.name);
  expect(told).toEqual([isRequired ? expect.stringContaining(`${name}X`) : `${name}X`]);
});

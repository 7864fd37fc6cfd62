import { createHash } from 'node:crypto';
import { complete, failure, load, simulated } from '../../test/env';

const KEY = 'k'.repeat(32);
const OLD = 'o'.repeat(32);
const on = { ...simulated, SERVICE_PORT: '9465' };
const sha256 = (text: string) => createHash('sha256').update(text).digest();
const problems = (changes: object) =>
  failure({ ...complete, ...on, ...changes }).problems.map(({ name }) => name);

it('is off without keys and a port', () => {
  expect(load(simulated).service).toBeUndefined();
});

it('is on with both, for this machine only unless it says otherwise', () => {
  const { service } = load({ ...on, SERVICE_API_KEYS: `backend:${KEY}` });
  expect(service).toEqual({ port: 9465, host: '127.0.0.1', keys: [{ name: 'backend', hash: sha256(KEY) }] });
  expect(load({ ...on, SERVICE_API_KEYS: `a:${KEY}`, SERVICE_HOST: '0.0.0.0' }).service?.host).toBe(
    '0.0.0.0',
  );
});

it('takes several keys, and keeps none as it is', () => {
  const { service } = load({ ...on, SERVICE_API_KEYS: `new:${KEY}, old:${OLD}:1900000109` });
  expect(service?.keys).toEqual([
    { name: 'new', hash: sha256(KEY) },
    { name: 'old', hash: sha256(OLD), subMchids: ['1900000109'] },
  ]);
  expect(JSON.stringify(service)).not.toContain(KEY);
});

it.each<[what: string, keys: string]>([
  ['a key without a name', KEY],
  ['a short key', `a:${'k'.repeat(31)}`],
  ['a key with a blank', `a:${'k'.repeat(31)} k`],
  ['a name twice', `a:${KEY},a:${OLD}`],
  ['a key twice', `a:${KEY},b:${KEY}`],
  ['nothing after a comma', `a:${KEY},`],
  ['no sub-merchant after the colon', `a:${KEY}:`],
  ['a sub-merchant that is not configured', `a:${KEY}:1900000110`],
])('refuses %s, and shows nothing of it', (_what, SERVICE_API_KEYS) => {
  expect(problems({ SERVICE_API_KEYS })).toEqual(['SERVICE_API_KEYS']);
  expect(failure({ ...complete, ...on, SERVICE_API_KEYS }).message).not.toMatch(/k{8}/);
});

it('wants both or neither', () => {
  expect(problems({})).toEqual(['SERVICE_API_KEYS']);
  expect(problems({ SERVICE_PORT: '', SERVICE_API_KEYS: `a:${KEY}` })).toEqual(['SERVICE_PORT']);
});

it('listens elsewhere than the rest', () => {
  expect(problems({ PORT: '9465', SERVICE_API_KEYS: `a:${KEY}` })).toEqual(['SERVICE_PORT']);
});

it('does not listen where the metrics are', () => {
  expect(problems({ METRICS_PORT: '9465', SERVICE_API_KEYS: `a:${KEY}` })).toEqual(['SERVICE_PORT']);
});

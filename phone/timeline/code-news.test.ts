import { afterNews, codeEntry } from './code-news';

const broken = { is: 'broken', why: 'build', text: 'index.ts:3:1' } as const;

it('is broken until it is loaded again, and says what TypeScript thinks of what runs', () => {
  const first = afterNews({}, broken);
  expect(first).toEqual({ problem: { why: 'build', text: 'index.ts:3:1' } });
  // Of what was loaded before; it comes late.
  expect(afterNews(first, { is: 'typeErrors', text: 'TS1' })).toEqual({ ...first, typeErrors: 'TS1' });
  expect(afterNews(first, { is: 'loaded' })).toEqual({});
  expect(afterNews({ typeErrors: 'TS1' }, { is: 'typeErrors', text: '' })).toEqual({});
});

it('stands in the timeline when something else runs, or does not', () => {
  expect(codeEntry({ is: 'loaded' }, 5)).toEqual({ at: 5, kind: 'code', runs: true });
  expect(codeEntry(broken, 5)).toEqual({ at: 5, kind: 'code', runs: false, detail: 'index.ts:3:1' });
  expect(codeEntry({ is: 'typeErrors', text: 'TS1' })).toBeUndefined();
});

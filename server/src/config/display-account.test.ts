import fc from 'fast-check';
import { displayAccountProblem } from '.';

test.each(['微信用户', '一二三四五六七八九十', 'a'.repeat(32), 'Müller & Söhne', '☺'])(
  '%s is fine',
  (account) => {
    expect(displayAccountProblem(account)).toBeUndefined();
  },
);

test.each([
  ['', 'empty'],
  [' \u3000', 'empty'],
  ['一二三四五六七八九十一', '32 bytes'],
  ['a'.repeat(33), '32 bytes'],
  ['张三😀', 'Basic Multilingual Plane'],
  ['\ud83d', 'Basic Multilingual Plane'],
  ['a\nb', 'control characters'],
  ['a\u0085', 'control characters'],
  ['\u0000', 'control characters'],
])('%j is not', (account, reason) => {
  expect(displayAccountProblem(account)).toContain(reason);
  expect(displayAccountProblem(account, 'zh-CN')).toMatch(/[\u4e00-\u9fff]/);
});

test('what passes fits 32 bytes and has no character of four', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (account) => {
      if (displayAccountProblem(account) !== undefined) return;
      expect(Buffer.byteLength(account)).toBeLessThanOrEqual(32);
      for (const character of account) expect(Buffer.byteLength(character)).toBeLessThanOrEqual(3);
    }),
  );
});

import { createOnce } from './once';

test('a trouble is news once, and again when it is back after a minute', () => {
  let now = 0;
  const once = createOnce(() => now);
  expect(once.isNews('a')).toBe(true);
  expect(once.isNews('b')).toBe(true);
  now += 3_600_000;
  expect(once.isNews('a')).toBe(false);
  once.gone('a');
  expect(once.isNews('a')).toBe(true);
  expect(once.isNews('b')).toBe(false);
  once.gone('a');
  now += 59_000;
  expect(once.isNews('a')).toBe(false);
  now += 2_000;
  expect(once.isNews('a')).toBe(true);
});

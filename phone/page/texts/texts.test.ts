import { factNames } from '@contract-kit/server/facts';
import { texts, textsOfWeChat } from '.';

/** Every text by its path, functions called. */
function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, value('1', '2')]];
  return Object.entries(value as object).flatMap(([key, inner]) => flatten(inner, `${path}/${key}`));
}

const chinese = flatten(texts['zh-CN']);
const english = flatten(texts.en);

it('has the same texts in both languages', () => {
  expect(english.map(([path]) => path).sort()).toEqual(chinese.map(([path]) => path).sort());
});

it('has no empty text', () => {
  for (const [path, text] of [...chinese, ...english]) expect(`${path}: ${text}`).toMatch(/: \S/);
});

it('is Chinese in Chinese, and English in English', () => {
  const names = /weChatLanguages/;
  for (const [path, text] of chinese)
    if (!names.test(path)) expect(`${path}: ${text}`).toMatch(/[\u4e00-\u9fff]/);
  for (const [path, text] of english)
    if (!names.test(path)) expect(`${path}: ${text}`).not.toMatch(/[\u3000-\u9fff]/);
});

it('names every fact', () => {
  expect(Object.keys(texts.en.facts).sort()).toEqual([...factNames].sort());
});

it('speaks on the phone as WeChat does', () => {
  expect(textsOfWeChat('zh_TW')).toBe(texts['zh-CN']);
  expect(textsOfWeChat('fr')).toBe(texts.en);
});

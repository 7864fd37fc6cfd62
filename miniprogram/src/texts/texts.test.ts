import { nodesOf, type SyntaxNode, sourceFiles } from '../../test/syntax';
import { agreement } from '../agreement';
import { texts } from '.';

const chinese = /[\u3400-\u9fff]/;

it('has every text in both languages', () => {
  expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts['zh-CN']).sort());
});

it.each(Object.entries(texts['zh-CN']))('%s is Chinese in Chinese and not in English', (key, text) => {
  expect(text).toMatch(chinese);
  const english = texts.en[key as keyof typeof texts.en];
  expect(english).not.toBe('');
  expect(english).not.toMatch(chinese);
});

// https://developers.weixin.qq.com/miniprogram/dev/api/ui/interaction/wx.showModal.html
it.each(Object.values(texts))(
  'names the buttons of a dialog in the four characters that WeChat allows',
  (t) => {
    const names = [t.terminateConfirm, t.terminateCancel, t.terminateFailedClose];
    expect(names.filter((name) => [...name].length > 4)).toEqual([]);
  },
);

it('has the agreement in both languages, with as many terms', () => {
  expect(agreement.en.terms).toHaveLength(agreement['zh-CN'].terms.length);
  expect(JSON.stringify(agreement.en)).not.toMatch(chinese);
});

const code = sourceFiles().filter((file) => !/^(texts\/|agreement\.ts$)/.test(file));

it.each(code)('%s contains no text for people', (file) => {
  const literals = nodesOf(file, (node) => !isClassName(node) && node.type !== 'ImportDeclaration');
  expect(literals.flatMap(wordsOf).filter(isForPeople)).toEqual([]);
});

it('has no text that nobody reads', () => {
  const read = new Set(code.flatMap((file) => nodesOf(file)).map(propertyRead));
  expect(Object.keys(texts['zh-CN']).filter((key) => !read.has(key))).toEqual([]);
});

const isClassName = ({ type, name }: SyntaxNode) =>
  type === 'JSXAttribute' && /^(className|hoverClass)$/.test(identifierOf(name));

/** What a literal says. */
function wordsOf({ type, value, raw }: SyntaxNode): string[] {
  if (type === 'StringLiteral' || type === 'JSXText') return [String(value)];
  return type === 'TemplateElement' ? [String(raw)] : [];
}

/** Chinese, or what looks like an English sentence or heading. */
const isForPeople = (words: string) =>
  chinese.test(words) || /^\s*[A-Z]?[a-z']+ [a-z]+|^\s*[A-Z][a-z]+\s*$/.test(words);

function propertyRead({ type, property }: SyntaxNode): string | undefined {
  return type === 'MemberExpression' ? identifierOf(property) : undefined;
}

function identifierOf(identifier: unknown): string {
  const { value } = identifier as { value?: unknown };
  return typeof value === 'string' ? value : '';
}

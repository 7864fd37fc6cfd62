import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const table = 'docs/wording.md';

/** Written by programs, or by others: their sources are checked, or nobody's. */
const exempt = [table, 'docs/openapi.json', 'pnpm-lock.yaml', 'LICENSE'];

/**
 * What docs/wording.md forbids and this repository says nonetheless.
 * @param {string} root
 * @returns {string[]} a line each: where, the word, what to use instead
 */
export function wrongWords(root) {
  const rules = rulesIn(readFileSync(path.join(root, table), 'utf8'));
  return trackedFiles(root)
    .filter((file) => !exempt.includes(file))
    .flatMap((file) => wrongIn(root, file, rules));
}

/**
 * @typedef {'文字' | '文档' | '注释'} Kind texts that people read, documents, comments
 * @typedef {object} Rule
 * @property {RegExp} avoid
 * @property {string} instead
 * @property {string} where the kinds that it holds for
 */

/**
 * @param {string} markdown
 * @returns {Rule[]} one for each row of its table
 */
function rulesIn(markdown) {
  return markdown.split('\n').flatMap((line) => {
    // A bar within a cell is written \|, as Markdown has it.
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
    const [, avoid = '', instead = '', where = ''] = cells;
    const pattern = /^`(.+)`$/.exec(avoid)?.[1];
    return pattern ? [{ avoid: new RegExp(pattern, 'g'), instead, where }] : [];
  });
}

/** @param {string} root */
function trackedFiles(root) {
  return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Rule[]} rules
 * @returns {string[]}
 */
function wrongIn(root, file, rules) {
  const proseOf = readers.find(([name]) => name.test(file))?.[1];
  // One that was deleted stays on Git's list until that is staged.
  if (!proseOf || !existsSync(path.join(root, file))) return [];
  const source = readFileSync(path.join(root, file), 'utf8');
  return [...proseOf(source, file)].flatMap(({ kind, text, at }) =>
    rules
      .filter(({ where }) => where.includes(kind))
      .flatMap(({ avoid, instead }) =>
        [...withoutCode(text, kind).matchAll(avoid)].map(
          (match) => `${file}:${lineOf(source, at + match.index)} ${match[0]} → ${instead}`,
        ),
      ),
  );
}

/** @typedef {{kind: Kind, text: string, at: number}} Prose and where in the file it begins */

/**
 * Comments and strings of TypeScript and its like, in one expression: whatever begins first, ends first.
 * A regular expression is matched so that its quotes open nothing.
 */
const tokens =
  /(?<comment>\/\/.*|\/\*[\s\S]*?\*\/)|(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`)|(?<=[(,=:[!&|?{};\n]\s*|\breturn\s+)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;

/**
 * @param {string} source
 * @param {string} file
 * @returns {Generator<Prose>}
 */
function* proseOfCode(source, file) {
  const isTest = /\.test\.[a-z]+$/.test(file);
  for (const { groups, index } of source.matchAll(tokens)) {
    if (groups?.comment) yield { kind: '注释', text: groups.comment, at: index };
    if (groups?.string && !isTest) yield { kind: '文字', text: groups.string, at: index };
  }
}

/**
 * @param {Kind} kind
 * @returns {(source: string) => Prose[]}
 */
const allOfIt = (kind) => (text) => [{ kind, text, at: 0 }];

/**
 * @param {RegExp} comment
 * @param {Kind} kind
 * @returns {(source: string) => Prose[]}
 */
const commentsOnly =
  (comment, kind = '注释') =>
  (source) =>
    [...source.matchAll(comment)].map(({ 0: text, index }) => ({ kind, text, at: index }));

/** @type {[RegExp, (source: string, file: string) => Iterable<Prose>][]} */
const readers = [
  [/\.[cm]?[jt]sx?$|\.wxs$/, proseOfCode],
  [/\.md$/, allOfIt('文档')],
  [/\.env\.example$/, commentsOnly(/^#.*/gm, '文档')],
  [/\.(json|wxml)$/, allOfIt('文字')],
  [/\.(css|wxss)$/, commentsOnly(/\/\*[\s\S]*?\*\//g)],
  [/^mutants\/.*\.patch$/, commentsOnly(/^# promise:.*/gm)],
  [/\.lua$/, commentsOnly(/--.*/g)],
  [/\.(ya?ml|sh)$|\.ci\/run$/, commentsOnly(/#.*/g)],
];

/**
 * Code that is quoted in prose, and values in a template, are no words; blanks keep the places.
 * @param {string} text
 * @param {Kind} kind
 */
function withoutCode(text, kind) {
  const code = kind === '文字' ? /\$\{[^}]*\}/g : /`[^`\n]+`/g;
  return text.replace(code, (quoted) => ' '.repeat(quoted.length));
}

/**
 * @param {string} source
 * @param {number} at
 */
const lineOf = (source, at) => source.slice(0, at).split('\n').length;

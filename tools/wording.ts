import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const table = 'docs/wording.md';

/** Written by programs, or by others: their sources are checked, or nobody's. */
const exempt = [
  table,
  'docs/openapi.json',
  'docs/openapi-service.json',
  'service-client/src/service-api.ts',
  'pnpm-lock.yaml',
  'LICENSE',
];

/**
 * What docs/wording.md forbids and this repository says nonetheless.
 * @returns a line each: where, the word, what to use instead
 */
export function wrongWords(root: string): string[] {
  const rules = rulesIn(readFileSync(path.join(root, table), 'utf8'));
  return trackedFiles(root)
    .filter((file) => !exempt.includes(file))
    .flatMap((file) => wrongIn(root, file, rules));
}

/** Texts that people read, documents, comments. */
type Kind = '文字' | '文档' | '注释';

interface Rule {
  avoid: RegExp;
  instead: string;
  /** The kinds that it holds for. */
  where: string;
}

/** @returns one for each row of its table */
function rulesIn(markdown: string): Rule[] {
  return markdown.split('\n').flatMap((line) => {
    // A bar within a cell is written \|, as Markdown has it.
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
    const [, avoid = '', instead = '', where = ''] = cells;
    const pattern = /^`(.+)`$/.exec(avoid)?.[1];
    return pattern ? [{ avoid: new RegExp(pattern, 'g'), instead, where }] : [];
  });
}

function trackedFiles(root: string) {
  return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

function wrongIn(root: string, file: string, rules: Rule[]): string[] {
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

interface Prose {
  kind: Kind;
  text: string;
  /** Where in the file it begins. */
  at: number;
}

/**
 * Comments and strings of TypeScript and its like, in one expression: whatever begins first, ends first.
 * A regular expression is matched so that its quotes open nothing.
 */
const tokens =
  /(?<comment>\/\/.*|\/\*[\s\S]*?\*\/)|(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`)|(?<=[(,=:[!&|?{};\n]\s*|\breturn\s+)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;

function* proseOfCode(source: string, file: string): Generator<Prose> {
  const isTest = /\.test\.[a-z]+$/.test(file);
  for (const { groups, index } of source.matchAll(tokens)) {
    if (groups?.comment) yield { kind: '注释', text: groups.comment, at: index };
    if (groups?.string && !isTest) yield { kind: '文字', text: groups.string, at: index };
  }
}

const allOfIt =
  (kind: Kind): ((source: string) => Prose[]) =>
  (text) => [{ kind, text, at: 0 }];

const commentsOnly =
  (comment: RegExp, kind: Kind = '注释'): ((source: string) => Prose[]) =>
  (source) =>
    [...source.matchAll(comment)].map(({ 0: text, index }) => ({ kind, text, at: index }));

const readers: [RegExp, (source: string, file: string) => Iterable<Prose>][] = [
  [/\.[cm]?[jt]sx?$|\.wxs$/, proseOfCode],
  [/\.md$/, allOfIt('文档')],
  [/\.env\.example$/, commentsOnly(/^#.*/gm, '文档')],
  [/\.(json|wxml)$/, allOfIt('文字')],
  [/\.(css|wxss)$/, commentsOnly(/\/\*[\s\S]*?\*\//g)],
  [/^mutants\/.*\.patch$/, commentsOnly(/^# promise:.*/gm)],
  [/\.lua$/, commentsOnly(/--.*/g)],
  [/\.(ya?ml|sh)$|\.ci\/run$/, commentsOnly(/#.*/g)],
];

/** Code that is quoted in prose, and values in a template, are no words; blanks keep the places. */
function withoutCode(text: string, kind: Kind) {
  const code = kind === '文字' ? /\$\{[^}]*\}/g : /`[^`\n]+`/g;
  return text.replace(code, (quoted) => ' '.repeat(quoted.length));
}

const lineOf = (source: string, at: number) => source.slice(0, at).split('\n').length;

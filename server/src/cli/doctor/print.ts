import type { Text } from '../../config';
import type { Finding, Mark } from './finding';

const marks: Record<Mark, string> = { ok: '✓', bad: '✗', unknown: '?' };

/** How a terminal shows things; plain by default. */
export interface Style {
  mark(mark: Mark, text: string): string;
  dim(text: string): string;
}

const plain: Style = { mark: (_, text) => text, dim: (text) => text };

/** A line in Chinese, and one in English under it. */
export function lineOf({ mark, name, reason, remedy, page }: Finding, style: Style = plain): string {
  const inWords = (language: keyof Text, between: string, open: string) =>
    [`${name[language]}${between}${reason[language]}`, remedy?.[language], page && `${open}${page[language]}`]
      .filter(Boolean)
      .join(language === 'en' ? ' ' : '');
  const zh = `${style.mark(mark, marks[mark])} ${inWords('zh-CN', '：', '打开：')}`;
  return `${zh}\n  ${style.dim(inWords('en', ': ', 'Open '))}`;
}

/** What it comes to. */
export function summaryOf(findings: readonly Finding[], style: Style = plain): string {
  const count = (mark: Mark) => findings.filter((finding) => finding.mark === mark).length;
  const [good, wrong, open] = [count('ok'), count('bad'), count('unknown')];
  const next =
    wrong > 0
      ? ['从第一个 ✗ 开始改，再运行一次。', 'Mend the first ✗ and run it again.']
      : ['没有 ✗；? 是从这里查不出来的。', 'No ✗; a ? is what cannot be found out from here.'];
  return `${good} ✓  ${wrong} ✗  ${open} ?  ${next[0]}\n${style.dim(`${next[1]}`)}`;
}

/** What programs read. */
export const jsonOf = (findings: readonly Finding[]): string =>
  JSON.stringify({ ok: !findings.some(({ mark }) => mark === 'bad'), findings }, null, 2);

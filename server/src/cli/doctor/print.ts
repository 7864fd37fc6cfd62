import type { Finding, Mark } from './finding';

const marks: Record<Mark, string> = { ok: '✓', bad: '✗', unknown: '?' };

/** How a terminal shows things; plain by default. */
export interface Style {
  mark(mark: Mark, text: string): string;
  dim(text: string): string;
}

const plain: Style = { mark: (_, text) => text, dim: (text) => text };

/** A line in Chinese; and one in English under it, which begins with what `--only` takes. */
export function lineOf({ id, mark, name, reason, remedy, page }: Finding, style: Style = plain): string {
  const zh = [`${name}：${reason['zh-CN']}`, remedy?.['zh-CN'], page && `打开：${page['zh-CN']}。`];
  const en = [`${id}: ${reason.en}`, remedy?.en, page && `Open ${page.en}.`];
  const words = (parts: (string | undefined)[], between: string) => parts.filter(Boolean).join(between);
  return `${style.mark(mark, marks[mark])} ${words(zh, '')}\n  ${style.dim(words(en, ' '))}`;
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

import { dim, green, pad, red } from '../../tools/bootstrap/terminal.mjs';
import type { Line, Verdict } from './line';

const marks: Record<Verdict, string> = {
  aim: green('✓✓'),
  'at least': `${green('✓')} `,
  short: `${red('✗')} `,
  shown: '  ',
};

/** A line of text for each line, under a head; ✓ holds "at least", ✓✓ holds "aim". */
export function table(lines: readonly Line[]): string {
  const name = Math.max(...lines.map((line) => line.name.length)) + 2;
  const head = dim(
    `   ${pad('', name)}${'now'.padStart(12)}${'±'.padStart(7)}${'at least'.padStart(12)}${'aim'.padStart(12)}`,
  );
  return [head, ...lines.map((line) => row(line, name))].join('\n');
}

function row({ name, value, unit, noise, target, verdict }: Line, width: number): string {
  const cells = [
    inFigures(value).padStart(12),
    (noise === 0 ? '' : `${(100 * noise).toFixed(0)} %`).padStart(7),
    (target ? inFigures(target.atLeast) : '').padStart(12),
    (target ? inFigures(target.aim) : '').padStart(12),
  ];
  return `${marks[verdict]} ${pad(name, width)}${cells.join('')}  ${dim(unit)}`.trimEnd();
}

/** Three figures that count, or the whole number. */
function inFigures(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

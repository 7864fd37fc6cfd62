import { type SigningStatus, statusTexts } from '@contract-kit/shared';
import { bold, columns, dim, green, pad, red, yellow } from '../../tools/bootstrap/terminal.mjs';
import { type Action, type Ending, type Finding, type Scenario, type Story, Unmet } from './story';

/** Of a step: mark, time, who to whom. What it did follows. */
const WHO_COLUMNS = 18;
const INDENT = ' '.repeat(12);
const CLEAR_LINE = '\r\u001b[2K';

/** Prints a demo, Chinese first. A terminal also sees the step that is under way. */
export function createPrinter(
  out: { write(text: string): unknown; isTTY?: boolean; columns?: number } = process.stdout,
) {
  let isPending = false;
  const print = (line: string) => {
    out.write(`${isPending ? CLEAR_LINE : ''}${line}\n`);
    isPending = false;
  };
  const begin = (mark: string, time: string, { from, to, what }: Action) =>
    `  ${mark} ${time.padStart(7)}  ${pad(`${from} → ${to}`, WHO_COLUMNS)}${what}`;

  return {
    print,

    heading: ({ zh, en }: Scenario, number: number, of: number) =>
      print(`\n${bold(`${number}/${of}  ${zh}`)}  ${dim(en)}`),

    pending(action: Action): void {
      if (out.isTTY !== true) return;
      out.write(dim(begin('…', '', action)));
      isPending = true;
    },

    step(action: Action, { fields, status }: Finding, ms: number): void {
      const found = fields.map(([name, value]) => `${dim(`${name}=`)}${value}`).join(' ');
      const did = begin(green('✓'), seconds(ms), action) + (status ? `  → ${statusText(status)}` : '');
      const fits = width(did) + 2 + width(found) <= (out.columns ?? Number.POSITIVE_INFINITY);
      print(fits ? `${did}  ${found}` : `${did}\n${INDENT}${found}`);
    },

    failure(error: unknown, { lastAction, ms }: Pick<Story, 'lastAction' | 'ms'>): void {
      if (lastAction) print(begin(red('✗'), seconds(ms), lastAction));
      const { expected, came } =
        error instanceof Unmet ? error : { expected: '这一步成功 the step succeeds', came: messageOf(error) };
      print(`${INDENT}${red('期望 expected')}  ${expected}`);
      print(`${INDENT}${red('实际 came    ')}  ${came}`);
    },

    ending: ({ held, ms, outContractCode }: Ending) =>
      print(
        `  ${held ? green('✓ 通过 held') : red('✗ 未通过 failed')} ${dim(
          [seconds(ms), ...(outContractCode ? [`out_contract_code=${outContractCode}`] : [])].join('  '),
        )}`,
      ),

    summary(endings: Ending[], ms: number): void {
      const rows = endings.map(({ scenario, held, ms, statuses, events }, index) => [
        held ? green('✓') : red('✗'),
        `${index + 1}. ${scenario.zh}`,
        statuses.join(' → '),
        events.join(' → ') || '—',
        seconds(ms),
      ]);
      const table = [['', '签约 signing', '经过的状态 statuses', '商户事件 events', '用时 time'], ...rows];
      const widths = table[0]!.map((_, at) => Math.max(...table.map((row) => width(row[at]!))));
      print('');
      table.forEach((row, index) => {
        const line = `  ${row.map((cell, at) => padded(cell, widths[at]!)).join('  ')}`.trimEnd();
        print(index === 0 ? dim(line) : line);
      });
      const failed = endings.filter(({ held }) => !held).length;
      print(
        failed === 0
          ? `\n${green('✓')} ${bold(`${endings.length} 次签约的每一步都符合预期`)}，共 ${seconds(ms)}  ${dim('every step held')}`
          : `\n${red('✗')} ${bold(`${endings.length} 次签约中有 ${failed} 次不符合预期`)}，共 ${seconds(ms)}  ${dim(`${failed} of ${endings.length} did not hold`)}`,
      );
    },
  };
}

export type Printer = ReturnType<typeof createPrinter>;

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)}s`;

function statusText(status: SigningStatus): string {
  const text = `${statusTexts['zh-CN'][status]} ${status}`;
  if (status === 'signed') return green(text);
  return ['not_signed', 'expired', 'terminated'].includes(status) ? yellow(text) : bold(text);
}

/** `fetch` hides why it failed in its cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const width = (text: string) => columns(text.replace(/\u001b\[\d+m/g, ''));
const padded = (text: string, to: number) => text + ' '.repeat(Math.max(0, to - width(text)));

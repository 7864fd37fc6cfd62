import { text } from '../../config';
import { within } from '../../within';
import { checks as ours } from './checks';
import { settings } from './checks/settings';
import type { ContextOptions } from './context';
import { createContext } from './create-context';
import { type Check, type Finding, unknown, type Verdict } from './finding';

export interface ExamineOptions extends ContextOptions {
  /** Ids of checks; all of them by default. What is wrong with the settings is said in any case. */
  only?: readonly string[] | undefined;
  /** What else there is to look at, after ours. */
  more?: readonly Check[];
  /** Hears of each finding in the order of the checks, as soon as it and those before it are known. */
  onFinding?: (finding: Finding) => void;
  /** For all of it, in ms. */
  withinMs?: number;
  /** Nobody waits any longer. */
  signal?: AbortSignal;
}

const WITHIN_MS = 30_000;
/** Left for the printing. */
const MARGIN_MS = 1_000;

/** Looks at everything side by side, and is done in time whatever hangs. */
export async function examine({
  only,
  more = [],
  onFinding,
  withinMs = WITHIN_MS,
  signal,
  ...options
}: ExamineOptions): Promise<Finding[]> {
  const context = createContext(options);
  const until = performance.now() + withinMs - Math.min(MARGIN_MS, withinMs / 10);
  const wanted = [...ours, ...more].filter(({ id }) => only?.includes(id) ?? true);
  const chosen = context.config ? wanted : withoutConfig(wanted);
  const found: Finding[] = [];
  const ended = new Promise<Verdict[]>((resolve) => {
    signal?.addEventListener('abort', () => resolve([late]), { once: true });
  });
  try {
    const looks = chosen.map((check) => {
      const verdicts = check.look(context).then((verdict) => [verdict].flat());
      const first = Promise.race([verdicts.catch(failed), ended]);
      return within(until - performance.now(), first, () => [late]);
    });
    for (const [index, look] of looks.entries()) {
      const { id, name } = chosen[index]!;
      for (const verdict of await look) {
        found.push({ id, name, ...verdict });
        onFinding?.(found.at(-1)!);
      }
    }
    if (wanted.some((check) => !chosen.includes(check))) {
      found.push({ id: 'rest', name: '其余', ...afterSettings });
      onFinding?.(found.at(-1)!);
    }
    return found;
  } finally {
    await context.close();
  }
}

/** What goes without a configuration; and what is wrong with it, when others have to wait for that. */
function withoutConfig(wanted: readonly Check[]): Check[] {
  const alone = wanted.filter((check) => check.alone);
  if (alone.length === wanted.length || alone.includes(settings)) return alone;
  return [settings, ...alone];
}

const late: Verdict = unknown(
  text('没有在时限内完成。', 'It was not done in time.'),
  text('再运行一次；只看这一项用 --only。', 'Run it again, this one alone by --only.'),
);

/** A defect of a check; its error may quote what nobody is to see. */
const failed = (error: unknown): Verdict[] => [
  unknown(text(`检查本身出错了（${nameOf(error)}）。`, `The check itself failed (${nameOf(error)}).`)),
];

const nameOf = (error: unknown) =>
  (error instanceof Error ? error.name : 'unknown').replace(/\W/g, '').slice(0, 40);

const afterSettings: Verdict = unknown(
  text('要等设置改好才能检查。', 'They can be looked at when the settings are mended.'),
);

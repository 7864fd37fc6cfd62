import { parseArgs } from 'node:util';
import { ConfigError, readEnv } from '../../config';
import { checks } from './checks';
import { settings, verdictOn } from './checks/settings';
import { examine } from './examine';
import type { Check, Finding } from './finding';
import { jsonOf, lineOf, type Style, summaryOf } from './print';

/** The command, wherever it is called from. */
export interface DoctorProgram {
  /** How it is called, for its help: `npm run doctor`. */
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Read if `--env-file` names no other. */
  envFile?: string | undefined;
  more?: readonly Check[];
  style?: Style;
}

/** @returns the exit code: 1 when something is wrong, 2 when it was called wrongly */
export async function doctor({
  command,
  args,
  env,
  more = [],
  style,
  ...given
}: DoctorProgram): Promise<number> {
  const known = [...checks, ...more].map(({ id }) => id);
  const options = readOptions(command, args, known);
  if (typeof options === 'number') return options;
  const { json, only, envFile = given.envFile } = options;
  let variables: typeof env;
  try {
    variables = envFile === undefined ? env : readEnv(envFile, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { id, name } = settings;
    const unreadable = error.problems.map((problem) => ({ id, name, ...verdictOn(problem) }));
    const lines = unreadable.map((finding) => lineOf(finding, style)).join('\n');
    process.stdout.write(`${json ? jsonOf(unreadable) : lines}\n`);
    return 1;
  }
  const print = (finding: Finding) => void process.stdout.write(`${lineOf(finding, style)}\n`);
  const findings = await examine({ env: variables, envFile, only, more, ...(!json && { onFinding: print }) });
  process.stdout.write(`${json ? jsonOf(findings) : `\n${summaryOf(findings, style)}`}\n`);
  return findings.some(({ mark }) => mark === 'bad') ? 1 : 0;
}

const usageOf = (
  command: string,
  known: string[],
) => `用法：${command}   检查每一项设置和凭证：✓ 正确，✗ 要改，? 从这里查不出来
  ${optionsOf(command)} --only 名称,名称   只看这几项：${known.join(' ')}
  --json            输出 JSON
  --env-file 文件   读这个文件，不读 .env
Usage: ${optionsOf(command)} [--only NAME[,NAME]] [--json] [--env-file FILE]: looks at each setting and credential; the exit code is 0 without a ✗.
`;

/** npm takes for its own what does not come after two dashes. */
const optionsOf = (command: string) => (command.startsWith('npm ') ? `${command} --` : command);

interface Options {
  json: boolean;
  only: string[] | undefined;
  envFile?: string;
}

function readOptions(command: string, args: string[], known: string[]): Options | number {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        'env-file': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usageOf(command, known));
      return 0;
    }
    const only = values.only?.flatMap((names) => names.split(',')).filter(Boolean);
    const wrong = only?.find((name) => !known.includes(name));
    const envFile = values['env-file'];
    if (wrong === undefined) return { json: values.json, only, ...(envFile !== undefined && { envFile }) };
    process.stderr.write(
      `✗ 没有 “${wrong}” 这一项，有的是：${known.join('、')}。\nThere is no check “${wrong}”. There are: ${known.join(', ')}.\n`,
    );
  } catch (error) {
    process.stderr.write(`✗ 参数不对。\n${(error as Error).message}\n`);
    process.stderr.write(usageOf(command, known));
  }
  return 2;
}

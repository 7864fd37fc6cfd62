import type { Language } from '@contract-kit/shared';

/** A sentence in every language that we speak. It never carries a configured value: any value may be a secret. */
export type Text = Record<Language, string>;

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** The variable, such as `PORT` or `MERCHANTS[0].subAppid`. */
  name: string;
  /** Where the value came from, if from a file of its own. */
  file?: string;
  /** Set when it must be there and is not. */
  missing?: true;
  problem: Text;
  /** What to do about it. */
  fix: Text;
}

export const text = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** The configuration cannot be used. Every problem is in `problems`; the message lists them, in Chinese and in English. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    super(
      [
        `配置有 ${problems.length} 处问题，每个变量的说明见 .env.example：`,
        `The configuration has ${problems.length} problem(s); each variable is explained in .env.example:`,
        ...problems.map(
          (one) =>
            `- ${where(one)}: ${one.problem['zh-CN']}${one.fix['zh-CN']}\n  ${one.problem.en} ${one.fix.en}`,
        ),
      ].join('\n'),
    );
    this.name = 'ConfigError';
  }
}

/**
 * What a person at a terminal is shown: each problem in Chinese, then in English.
 * @param advice where to set what is missing; said if anything is
 */
export function formatConfigError({ problems }: ConfigError, advice?: Text): string {
  return [
    `配置有 ${problems.length} 处问题，没有启动。每个变量的说明见 .env.example。`,
    `Not started: ${problems.length} problem(s) in the configuration. Each variable is explained in .env.example.`,
    ...(advice && problems.some(({ missing }) => missing) ? [advice['zh-CN'], advice.en] : []),
    '',
    ...problems.map(formatProblem),
  ].join('\n');
}

/** What does not keep the server from starting, for a person at a terminal. */
export function formatConfigWarnings(warnings: Problem[]): string {
  return ['配置中请留意：', 'Of the configuration:', '', ...warnings.map(formatProblem)].join('\n');
}

const formatProblem = (problem: Problem) =>
  `  ${where(problem)}\n    ${problem.problem['zh-CN']}${problem.fix['zh-CN']}\n    ${problem.problem.en} ${problem.fix.en}\n`;

const where = ({ name, file }: Problem) => (file === undefined ? name : `${name} (${file})`);

import type { Language } from '@contract-kit/shared';

/** A sentence in every language that we speak. It never carries a configured value: any value may be a secret. */
export type Text = Record<Language, string>;

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** The variable, such as `PORT` or `MERCHANTS[0].subAppid`. */
  name: string;
  problem: Text;
  /** What to do about it. */
  fix: Text;
}

export const text = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

/** The configuration cannot be used. Every problem is in `problems`; the message lists them in English. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems
        .map(({ name, problem, fix }) => `- ${name}: ${problem.en} ${fix.en}`)
        .join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** What a person at a terminal is shown: each problem in Chinese, then in English. */
export function formatConfigError({ problems }: ConfigError): string {
  const list = problems.map(
    ({ name, problem, fix }) =>
      `  ${name}\n    ${problem['zh-CN']}${fix['zh-CN']}\n    ${problem.en} ${fix.en}\n`,
  );
  return [
    `配置有 ${problems.length} 处问题，没有启动。每个变量的说明见 .env.example。`,
    `Not started: ${problems.length} problem(s) in the configuration. Each variable is explained in .env.example.`,
    '',
    ...list,
  ].join('\n');
}

import type { Text } from './problems';

/**
 * Why the server does not start, when that is for a person to mend: said in words, without a stack. The message is the
 * text in Chinese, then in English. No configured value is in it.
 */
export class StartError extends Error {
  constructor(
    readonly text: Text,
    options?: ErrorOptions,
  ) {
    super(`${text['zh-CN']}\n${text.en}`, options);
    this.name = 'StartError';
  }
}

/** What a person at a terminal is shown. */
export const formatStartError = ({ text }: StartError): string =>
  `没有启动：${text['zh-CN']}\nNot started: ${text.en}`;

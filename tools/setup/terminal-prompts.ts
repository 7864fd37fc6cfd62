import type { Asked, Prompts } from './interview';
import type { Language } from './questions';

/** Asks at a terminal. */
export async function terminalPrompts(): Promise<Prompts> {
  const { isCancel, log, password, select, text } = await import('@clack/prompts');
  /** Ctrl-C and Escape give a symbol. */
  const orStop = <T extends string>(answer: unknown) => (isCancel(answer) ? undefined : (answer as T));
  return {
    async language() {
      const answer = await select<Language>({
        message: '语言 Language',
        options: [
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ],
      });
      return orStop<Language>(answer);
    },
    note: (message) => log.info(message),
    async ask({ name, message, initial, secret, choices, wrong }: Asked) {
      log.message(message);
      const validate = (answer: string | undefined) => wrong(answer?.trim() ?? '');
      if (choices) return orStop<string>(await select({ message: name, options: choices }));
      const answer = secret
        ? await password({ message: name, validate })
        : await text({ message: name, validate, ...(initial !== undefined && { initialValue: initial }) });
      return orStop<string>(answer)?.trim();
    },
  };
}

import { english } from './en';
import { chinese, type Texts } from './zh-CN';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

export type { Texts };

export const texts: Record<Language, Texts> = { 'zh-CN': chinese, en: english };

/** The texts for a language as WeChat names it: `zh_CN`, `en`, … */
export function textsOfWeChat(language: string): Texts {
  return /^zh/i.test(language) ? chinese : english;
}

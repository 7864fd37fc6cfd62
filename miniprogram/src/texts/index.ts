import type { Language } from '@contract-kit/shared/client';
import { en } from './en';
import { type Texts, zhCN } from './zh-CN';

export type { Texts };

export const texts: Record<Language, Texts> = { 'zh-CN': zhCN, en };

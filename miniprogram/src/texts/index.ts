import type { Language } from '@contract-kit/shared/client';
import { en } from './en';
import { zhCN } from './zh-CN';

export type Texts = typeof zhCN;

export const texts: Record<Language, Texts> = { 'zh-CN': zhCN, en };

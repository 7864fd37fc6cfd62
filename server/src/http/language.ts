import type { Language } from '@contract-kit/shared';
import type { Context } from 'koa';

/** The language that the caller prefers; Chinese unless they ask for English. */
export function languageOf(ctx: Context): Language {
  return ctx.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh-CN';
}

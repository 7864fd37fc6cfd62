import type { MerchantCode } from '../protocol';
import type { NewEntry } from './entry';

/** What came of a change in `server/merchant`: it runs, or what ran before does; later, what TypeScript says of what runs. */
export type CodeNews =
  | { is: 'loaded' }
  | { is: 'broken'; why: 'build' | 'load'; text: string }
  | { is: 'typeErrors'; text: string };

/** What there is to say of the code after a change. */
export function afterNews({ problem }: MerchantCode, news: CodeNews): MerchantCode {
  switch (news.is) {
    case 'loaded':
      return {};
    case 'broken':
      return { problem: { why: news.why, text: news.text } };
    case 'typeErrors':
      return { ...(problem && { problem }), ...(news.text !== '' && { typeErrors: news.text }) };
  }
}

export function codeEntry(news: CodeNews, at = Date.now()): NewEntry | undefined {
  if (news.is === 'typeErrors') return undefined;
  return { at, kind: 'code', runs: news.is === 'loaded', ...(news.is === 'broken' && { detail: news.text }) };
}
